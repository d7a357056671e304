package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/config"
)

// addSettings gives the flags that are settings too; see package config.
func (a *app) addSettings(flags *pflag.FlagSet) {
	flags.StringVar(&a.configFile, "config", "", "설정 파일의 경로")
	flags.StringVar(&a.engine, "engine", "auto", "실습에 쓸 엔진: auto, docker, native")
	flags.StringVarP(&a.host, "host", "H", "", "도커 엔진의 주소 (예: unix:///var/run/docker.sock)")
	flags.StringVarP(&a.context, "context", "c", "", "도커 컨텍스트의 이름")
	flags.StringVar(&a.style, "style", "", "화면 테마의 이름이나 Glamour 스타일 파일(JSON)")
	flags.BoolVar(&a.ascii, "ascii", false, "선과 기호를 ASCII로만 그리기")
	flags.BoolVar(&a.plain, "plain", false, "화면을 꾸미지 않고 한 줄씩 쓰기 (화면 낭독기, 파이프)")
	flags.StringVar(&a.coursePath, "course", "", "내장 과정 대신 쓸 과정의 폴더나 ZIP 파일")
	flags.String("debug", "", "동작 기록을 파일에 쓰기 (파일이 없으면 상태 디렉터리의 debug.log)")
	flags.Lookup("debug").NoOptDefVal = autoLog
	flags.String("lang", "", "화면의 말: ko, en")
	flags.Int("rate", 0, "실습 화면을 1초에 몇 번 새로 볼지 (1~10)")
}

// withoutSettings marks commands that work whatever the settings are, and must where those are what is wrong.
const withoutSettings = "k8slab/without-settings"

// examinesSettings marks the command that tells of wrong settings itself, among all else that is wrong.
const examinesSettings = "k8slab/examines-settings"

// configure works the settings out before a command runs.
func (a *app) configure(cmd *cobra.Command) error {
	settings, origins, err := a.resolve(cmd.Flags())
	a.settings, a.origins = settings, origins
	a.engine, a.host, a.context, a.style = settings.Engine, settings.Host, settings.Context, settings.Style
	a.ascii, a.plain, a.coursePath = settings.ASCII, settings.Plain, settings.Course
	if a.getenv("TERM") == "dumb" && a.terminal() {
		a.plain = true // There is no screen to draw on; line by line everything can be read.
	}
	a.speak(cmd.Root(), settings.Lang)
	_, exempt := cmd.Annotations[withoutSettings]
	_, examines := cmd.Annotations[examinesSettings]
	if bad, ok := errors.AsType[*config.Error](err); ok && examines {
		a.badSettings = bad
	} else if ok && !exempt && cmd.Name() != cobra.ShellCompRequestCmd {
		return &failure{exitUsage, bad.Where + ": " + a.say.T(bad.What), bad.Do}
	}
	if exempt {
		a.settings.Debug = ""
	}
	return a.openLog()
}

func (a *app) resolve(flags *pflag.FlagSet) (config.Settings, []config.Origin, error) {
	path, must := a.configPath()
	return config.Resolve(config.Input{
		Getenv: a.getenv, File: path, Must: must,
		Flags: func(name string) (string, bool) {
			f := flags.Lookup(name)
			if f == nil || !f.Changed {
				return "", false
			}
			return f.Value.String(), true
		},
	})
}

// configPath is the configuration file, and whether it was asked for by name.
func (a *app) configPath() (path string, must bool) {
	if a.configFile != "" {
		return a.configFile, true
	}
	if path := a.getenv("K8SLAB_CONFIG"); path != "" {
		return path, true
	}
	return config.Path(runtime.GOOS, a.getenv), false
}

func (a *app) configCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "config", Short: "지금 쓰이는 설정과 그 출처 보기", Args: cobra.NoArgs,
		Long: `지금 쓰이는 설정과, 그 값이 어디에서 왔는지 보여 줘요.
명령줄의 옵션이 가장 앞서고, 환경 변수(K8SLAB_*), 설정 파일, 기본값의 차례예요.`,
		RunE: func(*cobra.Command, []string) error { return a.showConfig(output) },
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "출력 형식: text, json")
	return cmd
}

// settingValue is one setting in `config -o json`.
type settingValue struct {
	Name   string `json:"name"`
	Value  any    `json:"value"`
	Source string `json:"source"` // default, file, env, flag
	Where  string `json:"where,omitempty"`
}

func (a *app) showConfig(output string) error {
	path, _ := a.configPath()
	_, err := os.Stat(path)
	there := path != "" && err == nil
	switch output {
	case "json":
		values := []settingValue{}
		for _, o := range a.origins {
			values = append(values, settingValue{o.Name, typed(o), o.Layer.String(), o.Where})
		}
		return writeJSON(a.stdout, map[string]any{
			"version": 1, "file": map[string]any{"path": path, "exists": there}, "settings": values,
		})
	case "text":
		a.printConfig(path, there)
		return nil
	}
	return badOutput(output)
}

func (a *app) printConfig(path string, there bool) {
	switch {
	case path == "":
		path = a.say.T("둘 곳이 없어요 (HOME이나 XDG_CONFIG_HOME을 정해 주세요)")
	case !there:
		path = a.say.F("%s (아직 없어요)", path)
	}
	fmt.Fprint(a.stdout, a.say.F("설정 파일: %s\n\n", path))
	wide := [2]int{}
	for _, o := range a.origins {
		wide[0], wide[1] = max(wide[0], len(o.Name)), max(wide[1], displaywidth.String(shown(o)))
	}
	for _, o := range a.origins {
		where := o.Where
		if o.Layer == config.Default {
			where = a.say.T("기본값")
		}
		pad(a.stdout, o.Name, wide[0])
		pad(a.stdout, shown(o), wide[1])
		fmt.Fprintln(a.stdout, where)
	}
}

func pad(w io.Writer, s string, width int) {
	fmt.Fprint(w, s, strings.Repeat(" ", width-displaywidth.String(s)+2))
}

// shown is a value for people.
func shown(o config.Origin) string {
	if o.Value == "" {
		return "-"
	}
	return fmt.Sprint(typed(o))
}

// typed is a value for programs. An address shows no password.
func typed(o config.Origin) any {
	if b, err := strconv.ParseBool(strings.ToLower(o.Value)); err == nil && (o.Name == "ascii" || o.Name == "plain") {
		return b
	}
	if n, err := strconv.Atoi(o.Value); err == nil && o.Name == "rate" {
		return n
	}
	if u, err := url.Parse(o.Value); err == nil && o.Name == "host" && u.User != nil {
		return u.Redacted()
	}
	return o.Value
}
