package main

import (
	"github.com/spf13/cobra"
)

// usage is cobra's usage in Korean, with the exit codes that scripts rely on.
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

끝날 때의 코드: 0 정상, 1 확인에 실패, 2 잘못된 사용, 3 엔진이 대답하지 않음, 130 중단{{end}}
`

// korean makes what cobra says by itself Korean.
func korean(root *cobra.Command) {
	root.SetUsageTemplate(usage)
	root.SetHelpTemplate("{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}\n\n{{end}}{{.UsageString}}")
	root.SetHelpCommand(&cobra.Command{Use: "help [명령]", Short: "명령의 도움말 보기", Hidden: true, RunE: helpFor})
	root.PersistentFlags().BoolP("help", "h", false, "도움말 보기")
	root.CompletionOptions.DisableDefaultCmd = true
}

func helpFor(cmd *cobra.Command, args []string) error {
	found, _, err := cmd.Root().Find(args)
	if err != nil || found == nil {
		return &failure{exitUsage, "그런 명령은 없어요.", "k8slab --help로 명령을 볼 수 있어요."}
	}
	return found.Help()
}
