package doctor

import (
	"fmt"
	"slices"
	"strings"
)

// System is the operating system that remedies are for.
type System struct {
	GOOS string
	Name string // for people: "Debian GNU/Linux 12 (bookworm)"
	// Family is "debian", "fedora", "arch", "alpine", "suse", "darwin", "windows", or "" for one that is not known.
	Family string
	// Systemd is false where services are started in another way.
	Systemd bool
}

// SystemOf works the system out from os-release(5); systemd says whether /run/systemd/system is there.
func SystemOf(goos, release string, systemd bool) System {
	s := System{GOOS: goos, Name: goos, Systemd: systemd}
	switch goos {
	case "darwin":
		s.Name, s.Family = "macOS", "darwin"
	case "windows":
		s.Name, s.Family = "Windows", "windows"
	}
	if goos != "linux" {
		return s
	}
	s.Name = "Linux"
	var like []string
	for line := range strings.Lines(release) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		value = strings.Trim(value, `"'`)
		switch key {
		case "PRETTY_NAME":
			s.Name = value
		case "ID":
			like = append([]string{value}, like...)
		case "ID_LIKE":
			like = append(like, strings.Fields(value)...)
		}
	}
	families := map[string]string{
		"debian": "debian", "ubuntu": "debian", "fedora": "fedora", "rhel": "fedora", "centos": "fedora", "arch": "arch",
		"alpine": "alpine", "suse": "suse", "opensuse": "suse",
	}
	for _, name := range like {
		if f := families[name]; f != "" && s.Family == "" {
			s.Family = f
		}
	}
	return s
}

// Install is the command that installs an engine.
func (s System) Install() string {
	start := s.Start()
	switch s.Family {
	case "debian":
		return "`sudo apt-get install docker.io`로 설치하세요."
	case "fedora":
		return "`sudo dnf install moby-engine && sudo systemctl enable --now docker`로 설치하고 켜세요."
	case "arch":
		return "`sudo pacman -S docker && sudo systemctl enable --now docker`로 설치하고 켜세요."
	case "alpine":
		return "`sudo apk add docker && sudo rc-service docker start`로 설치하고 켜세요."
	case "suse":
		return "`sudo zypper install docker && sudo systemctl enable --now docker`로 설치하고 켜세요."
	case "darwin":
		return "`brew install --cask docker`로 Docker Desktop을 설치하고 켜세요."
	case "windows":
		return "`winget install Docker.DockerDesktop`으로 설치하고 켜세요."
	}
	return fmt.Sprintf("배포판의 패키지 관리자로 Docker를 설치하세요. %s", start)
}

// Start is the command that starts Docker.
func (s System) Start() string {
	switch {
	case s.GOOS != "linux":
		return "Docker Desktop을 켜세요."
	case s.Family == "alpine":
		return "`sudo rc-service docker start`로 켜세요."
	case !s.Systemd:
		return "`sudo service docker start`로 켜세요."
	}
	return "`sudo systemctl start docker`로 켜세요."
}

// Join is the command that lets this user open Docker's socket.
func (s System) Join() string {
	switch s.Family {
	case "alpine":
		return "`sudo addgroup $USER docker`를 실행하고, 로그아웃했다가 다시 로그인하세요."
	case "darwin", "windows":
		return s.Start()
	}
	return "`sudo usermod -aG docker $USER`를 실행하고, 로그아웃했다가 다시 로그인하세요."
}

// UTF8 is the command that gives this system a locale for Hangul.
func (s System) UTF8() string {
	if s.Family == "debian" || slices.Contains([]string{"fedora", "suse", "arch"}, s.Family) {
		return "`export LANG=C.UTF-8`을 실행하세요. 늘 그렇게 하려면 ~/.profile에 적으세요."
	}
	if s.GOOS == "windows" {
		return "`chcp 65001`을 실행하세요."
	}
	return "`export LANG=C.UTF-8`을 실행하세요."
}
