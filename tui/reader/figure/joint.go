package figure

import "github.com/k8slab/k8slab/tui/glyph"

// edge is how an edge goes on from the middle of a cell in one direction.
type edge uint8

const (
	noEdge edge = iota
	light
	heavy
)

// joint is the edges of a cell.
type joint struct{ up, right, down, left edge }

// The characters of all joints, in the order of up, right, down, left read as a number of base 3. The console's fonts
// have double lines instead of heavy ones and cannot mix them in one direction.
const (
	unicodeJoints = " ╴╸╷┐┑╻┒┓╶─╾┌┬┭┎┰┱╺╼━┍┮┯┏┲┳╵┘┙│┤┥╽┧┪└┴┵├┼┽┟╁╅┕┶┷┝┾┿┢╆╈╹┚┛╿┦┩┃┨┫┖┸┹┞╀╃┠╂╉┗┺┻┡╄╇┣╊╋"
	dosJoints     = " ──│┐╕│╖╗──═┌┬╤╓╥╦─══╒╤╤╔╦╦│┘╛│┤╡║╢╣└┴╧├┼╪╟╫╬╘╧╧╞╪╪╠╬╬│╜╝║╢╣║╢╣╙╨╩╟╫╬╟╫╬╚╩╩╠╬╬╠╬╬"
)

func (j joint) index() int { return 27*int(j.up) + 9*int(j.right) + 3*int(j.down) + int(j.left) }

// draw is the character of a joint in a set.
func (j joint) draw(set glyph.Set) string {
	switch set.Name {
	case "unicode":
		return string([]rune(unicodeJoints)[j.index()])
	case "dos":
		return string([]rune(dosJoints)[j.index()])
	}
	upright, level := max(j.up, j.down), max(j.right, j.left)
	switch {
	case upright == noEdge && level == noEdge:
		return " "
	case upright == noEdge && level == heavy:
		return "="
	case upright == noEdge:
		return "-"
	case max(upright, level) == heavy:
		return "#"
	case level == noEdge:
		return "|"
	}
	return "+"
}
