package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/tui/theme"
)

// completionCommand replaces cobra's own, whose help is English and which has a command for each shell.
func (a *app) completionCommand() *cobra.Command {
	shells := []cobra.Completion{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use: "completion bash|zsh|fish|powershell", Short: "셸 자동 완성 스크립트 만들기",
		Long: `셸에서 Tab 키로 명령과 과의 이름, 옵션을 채워 주는 스크립트를 표준 출력으로 내보내요.`,
		Example: `  source <(k8slab completion bash)                                지금 이 bash에서만
  k8slab completion bash > ~/.local/share/bash-completion/completions/k8slab
  k8slab completion zsh > "${fpath[1]}/_k8slab"
  k8slab completion fish > ~/.config/fish/completions/k8slab.fish`,
		Args: cobra.ExactArgs(1), ValidArgs: shells, Annotations: map[string]string{withoutSettings: ""},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.stdout)
			case "fish":
				return root.GenFishCompletion(a.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.stdout)
			}
			return &failure{exitUsage, fmt.Sprintf("그 셸의 스크립트는 없어요: %s", args[0]), "bash, zsh, fish, powershell 가운데 하나를 쓰세요."}
		},
	}
}

// completeFlags tells the shell what options take. -o takes what the commands' own help says.
func completeFlags(root *cobra.Command) {
	fixed := map[string][]cobra.Completion{
		"engine": {"auto", "docker", "native"},
		"lang":   {"ko\t한국어", "en\tEnglish"},
		"style":  theme.Names(),
	}
	for name, values := range fixed {
		if root.PersistentFlags().Lookup(name) != nil {
			_ = root.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
		}
	}
	completeOutput(root)
}

func completeOutput(cmd *cobra.Command) {
	if f := cmd.Flags().Lookup("output"); f != nil && f.Shorthand == "o" {
		_ = cmd.RegisterFlagCompletionFunc("output",
			cobra.FixedCompletions([]cobra.Completion{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
	}
	for _, sub := range cmd.Commands() {
		completeOutput(sub)
	}
}
