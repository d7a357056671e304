package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop"
	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
	"github.com/k8slab/k8slab/tui/class"
)

// maxInvitations bounds one call, against a slip of the finger.
const maxInvitations = 1000

func (a *app) inviteCommand(where func() (string, error)) *cobra.Command {
	var n int
	var roster, keys string
	cmd := &cobra.Command{
		Use: "invite", Short: "초대 코드 만들기 (명단이나 사람 수만큼)", Args: cobra.NoArgs,
		Long: `초대 코드를 만들어 나눠 줄 수 있게 보여 줘요. 코드는 지금만 볼 수 있고, 기록에는 되돌릴 수 없는 값만 남아요.

--roster의 CSV 파일은 첫 칸이 이름이에요. --keys의 파일은 authorized_keys처럼 한 줄에 공개 키 하나이고,
뒤에 적힌 말이 이름이에요. 그 사람은 코드 없이 자기 키로 들어와요.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := where()
			if err != nil {
				return err
			}
			names, err := a.invited(n, roster, keys)
			if err != nil {
				return err
			}
			codes, err := workshop.OpenCodes(dir)
			if err != nil {
				return a.workshopFailure(dir, err)
			}
			s, err := a.records(cmd.Context(), dir)
			if err != nil {
				return err
			}
			if keys != "" {
				return a.inviteKeys(s, keys)
			}
			return a.printCodes(s, codes, names)
		},
	}
	cmd.Flags().IntVarP(&n, "number", "n", 1, "초대할 사람 수")
	cmd.Flags().StringVar(&roster, "roster", "", "명단 파일 (CSV, 첫 칸이 이름)")
	cmd.Flags().StringVar(&keys, "keys", "", "코드 대신 쓸 공개 키 파일 (authorized_keys)")
	cmd.MarkFlagsMutuallyExclusive("number", "roster", "keys")
	return cmd
}

// invited are the names that codes are made for.
func (a *app) invited(n int, roster, keys string) ([]string, error) {
	if roster != "" {
		return readRoster(roster)
	}
	if n < 1 || n > maxInvitations {
		return nil, &failure{
			exitUsage, fmt.Sprintf("초대는 한 번에 1~%d명까지 할 수 있어요.", maxInvitations), "-n에 그 사이의 수를 쓰세요.",
		}
	}
	if keys != "" {
		return nil, nil
	}
	names := make([]string, n)
	for i := range names {
		names[i] = a.say.F("학생 %02d", i+1)
	}
	return names, nil
}

// readRoster reads the first column of a CSV file. Empty rows count for nothing, and a heading is none's name.
func readRoster(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &failure{exitUsage, fmt.Sprintf("명단을 읽을 수 없어요: %s", path), "파일의 경로와 권한을 확인해 주세요."}
	}
	defer f.Close()
	r := csv.NewReader(io.LimitReader(f, 1<<20))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	var names []string
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, &failure{exitUsage, fmt.Sprintf("명단이 CSV가 아니에요: %s", path), "한 줄에 한 사람, 첫 칸에 이름을 적어 주세요."}
		}
		name := class.Clean(strings.TrimPrefix(record[0], "\ufeff"), class.MaxName)
		if low := strings.ToLower(name); name == "" || len(names) == 0 && (low == "name" || low == "이름") {
			continue
		}
		if names = append(names, name); len(names) > maxInvitations {
			return nil, &failure{
				exitUsage, fmt.Sprintf("초대는 한 번에 1~%d명까지 할 수 있어요.", maxInvitations), "명단을 나눠 주세요.",
			}
		}
	}
	if len(names) == 0 {
		return nil, &failure{exitUsage, fmt.Sprintf("명단에 이름이 없어요: %s", path), "한 줄에 한 사람, 첫 칸에 이름을 적어 주세요."}
	}
	return names, nil
}

func (a *app) printCodes(s *store.Store, codes *workshop.Codes, names []string) error {
	for _, name := range names {
		code := codes.New()
		l, err := s.Invite(name, codes.Credential(code))
		if err != nil {
			return a.inviteFailure(err)
		}
		fmt.Fprintf(a.stdout, "%s%s  %s\n", l.Name, strings.Repeat(" ", max(0, 26-displaywidth.String(l.Name))), code)
	}
	fmt.Fprint(a.stderr, a.say.F("%d명의 초대 코드를 만들었어요. 다시 볼 수 없으니 지금 적어 두거나 파일로 남기세요.\n", len(names)))
	return nil
}

func (a *app) inviteFailure(err error) error {
	a.log.Error("invite", "err", err)
	return &failure{exitFailed, "초대를 기록하지 못했어요.", "이미 초대한 키가 아닌지, 디스크에 자리가 있는지 보세요."}
}

// inviteKeys invites the owners of public keys.
func (a *app) inviteKeys(s *store.Store, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return &failure{exitUsage, fmt.Sprintf("공개 키를 읽을 수 없어요: %s", path), "파일의 경로와 권한을 확인해 주세요."}
	}
	n := 0
	for len(data) > 0 {
		key, comment, _, rest, err := gossh.ParseAuthorizedKey(data)
		if err != nil {
			break
		}
		data = rest
		name := class.Clean(comment, class.MaxName)
		if name == "" {
			name = a.say.F("학생 %02d", n+1)
		}
		l, err := s.Invite(name, workshop.KeyCredential(key))
		if err != nil {
			return a.inviteFailure(err)
		}
		n++
		fmt.Fprintf(a.stdout, "%s  %s\n", l.Name, gossh.FingerprintSHA256(key))
	}
	if n == 0 {
		return &failure{exitUsage, fmt.Sprintf("공개 키가 하나도 없어요: %s", path), "authorized_keys처럼 한 줄에 키 하나를 적어 주세요."}
	}
	return nil
}
