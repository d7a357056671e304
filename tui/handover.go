package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/k8slab/k8slab/tui/screen"
)

// handOver gives the learner's whole terminal to the shell that is open.
func (m *Model) handOver() tea.Cmd {
	pane := m.lab.drawer.open
	if m.borrower != nil {
		return nil // It is on its way.
	}
	if m.cfg.Desk != nil {
		pane.Say(m.cfg.Say.T("함께하는 수업에서는 선생님이 화면을 같이 봐야 해서 터미널을 셸에 통째로 넘기지 않아요. F9로 크게 볼 수 있어요."))
		return nil
	}
	m.borrower = pane
	return screen.HandOver(pane.Whole(m.cfg.Say.F(
		"[k8slab] %s 안의 셸이 터미널을 통째로 써요. Ctrl+]나 F12를 누르면 실습 화면으로 돌아가요.", pane.Name())))
}

// onHandedOver lets the shell's terminal be as large as the learner's.
func (m *Model) onHandedOver() tea.Cmd {
	m.handed = true
	m.layout()
	if m.borrower.Ended() { // before the terminal was its own
		return screen.TakeBack
	}
	return nil
}

// onHandedBack shows the lab again.
func (m *Model) onHandedBack() {
	m.borrower, m.handed = nil, false
	m.layout()
	if m.lab != nil && m.lab.drawer.open != nil {
		m.lab.drawer.open.Refresh()
	}
}

func (m *Model) onNotHandedOver() {
	m.borrower.Say(m.cfg.Say.T("이 터미널은 셸에 통째로 넘길 수 없어요. F9로 크게 보거나, k8slab lab shell을 써 보세요."))
	m.borrower = nil
}

// onOther takes in what the terminal's own keeper tells, or the connection that the learner is served over.
func (m *Model) onOther(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case screen.HandedOver:
		return m.onHandedOver()
	case screen.HandedBack:
		m.onHandedBack()
	case screen.NotHandedOver:
		m.onNotHandedOver()
	default:
		return m.onServed(msg)
	}
	return nil
}
