//go:build linux

package shell

import (
	"context"
	"fmt"

	"mvdan.cc/sh/v3/interp"
)

// help shows the tools by what they are for.
func (s *Shell) help(ctx context.Context, _ []string) error {
	fmt.Fprint(interp.HandlerCtx(ctx).Stdout, `프로세스   ps  top  kill  work  sleep
격리       lsns  unshare  nsenter  hostname  id  mount  ip  ping  nc  wget
자원       free  df  du  uptime  ulimit
파일       ls  cat  cp  mv  rm  mkdir  touch  ln  stat  find  chmod  edit(=vi)
글자       echo  grep  head  tail  wc  sort  uniq  seq  tr  cut  tee
셸         cd  jobs  fg  bg  wait  history  export  exit   |  >  &  Ctrl-C  Ctrl-Z
Tab으로 이름을 채우고, 위쪽 화살표로 전에 친 명령을 불러와요. 도구마다 --help가 있어요.
`)
	return nil
}
