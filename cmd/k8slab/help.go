package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/k8slab/k8slab/tui/words"
)

// usage is cobra's usage, with the exit codes that scripts rely on.
const usage = `쓰는 법:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [명령]{{end}}{{if .HasExample}}

보기:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

명령:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

옵션:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

모든 명령의 옵션:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if not .HasParent}}

종료 코드: 0 정상, 1 확인에 실패, 2 잘못된 사용, 3 엔진이 대답하지 않음, 130 중단{{end}}
`

// korean is the language that all texts stand in.
const korean = "ko"

// speak makes everything that is said from now on speak the language.
func (a *app) speak(root *cobra.Command, lang string) {
	if lang == korean {
		return
	}
	a.say = words.New(slices.Collect(maps.Values(tables()))...)
	for i := range a.settings.Keys {
		a.settings.Keys[i].Help = a.say.T(a.settings.Keys[i].Help)
	}
	a.translate(root)
}

// translate puts the help of a command and of those below it into the interface's language.
func (a *app) translate(cmd *cobra.Command) {
	cmd.Use, cmd.Short, cmd.Long, cmd.Example = a.say.T(cmd.Use), a.say.T(cmd.Short), a.say.T(cmd.Long), a.say.T(cmd.Example)
	flag := func(f *pflag.Flag) { f.Usage = a.say.T(f.Usage) }
	cmd.LocalNonPersistentFlags().VisitAll(flag)
	cmd.PersistentFlags().VisitAll(flag)
	for _, sub := range cmd.Commands() {
		a.translate(sub)
	}
}

// help makes what cobra says by itself speak the interface's language.
func (a *app) help(root *cobra.Command) {
	root.SetHelpCommand(&cobra.Command{
		Use: "help [명령]", Short: "명령의 도움말 보기", Hidden: true, RunE: helpFor,
		Annotations: map[string]string{withoutSettings: ""},
	})
	root.PersistentFlags().BoolP("help", "h", false, "도움말 보기")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetUsageTemplate(usage)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		// Help is asked for before the settings are worked out, and is given whatever is wrong with them.
		if a.settings.Lang == "" {
			a.settings, _, _ = a.resolve(cmd.Flags())
			a.speak(root, a.settings.Lang)
		}
		root.SetUsageTemplate(a.say.T(usage))
		about := cmd.Long
		if about == "" {
			about = cmd.Short
		}
		text := strings.NewReplacer("[flags]", a.say.T("[옵션]"), "(default ", a.say.T("(기본값 ")).Replace(cmd.UsageString())
		fmt.Fprint(cmd.OutOrStdout(), strings.TrimSpace(about)+"\n\n"+text)
	})
}

func helpFor(cmd *cobra.Command, args []string) error {
	found, _, err := cmd.Root().Find(args)
	if err != nil || found == nil {
		return &failure{exitUsage, "그런 명령은 없어요.", "k8slab --help로 명령을 볼 수 있어요."}
	}
	return found.Help()
}
