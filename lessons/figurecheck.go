package lessons

import "fmt"

// figureChecker looks for what would keep a figure from being drawn or understood.
type figureChecker struct {
	doc      document
	figure   *Figure
	stacks   map[string]bool
	problems []Problem
}

func (c *figureChecker) check() []Problem {
	f := c.figure
	if f.Title == "" || f.Caption == "" {
		c.add("$", "figure", "그림에는 title과 caption이 있어야 해요.")
	}
	if len(f.Layers) == 0 || len(f.Layers) > MaxItems || len(f.Stacks) == 0 || len(f.Stacks) > 6 {
		c.add("$", "figure", "층(layers)은 1~%d개, 더미(stacks)는 1~6개여야 해요.", MaxItems)
		return c.problems
	}
	c.layers()
	c.stacks = map[string]bool{}
	drawn := map[string]bool{}
	for i, stack := range f.Stacks {
		path := fmt.Sprintf("$.stacks[%d]", i)
		if !IsID(stack.ID) || c.stacks[stack.ID] || stack.Title == "" {
			c.add(path, "figure", "더미에는 하나뿐인 id와 title이 있어야 해요.")
		}
		c.stacks[stack.ID] = true
		c.rows(path, stack.Rows, 0, drawn)
	}
	for i, layer := range f.Layers {
		if !drawn[layer.ID] {
			c.add(fmt.Sprintf("$.layers[%d]", i), "figure", "어느 더미에도 없는 층이에요: %s", layer.ID)
		}
	}
	c.emphases()
	return c.problems
}

func (c *figureChecker) add(path, rule, format string, args ...any) {
	c.problems = append(c.problems, c.doc.problem(path, rule, format, args...))
}

func (c *figureChecker) layers() {
	for i, layer := range c.figure.Layers {
		path := fmt.Sprintf("$.layers[%d]", i)
		if !IsID(layer.ID) || c.figure.layerByID[layer.ID] != i {
			c.add(path, "figure", "층에는 하나뿐인 id가 있어야 해요: %q", layer.ID)
		}
		if layer.Name == "" || layer.What == "" {
			c.add(path, "figure", "층에는 name과 what이 있어야 해요.")
		}
		for j, other := range layer.Counterparts {
			at := fmt.Sprintf("%s.counterparts[%d]", path, j)
			c.known(at, other.Layer)
			if other.Why == "" {
				c.add(at, "figure", "왜 짝인지(why)가 없어요.")
			}
		}
	}
}

// known adds a problem unless a layer of that id exists.
func (c *figureChecker) known(path, layer string) {
	if c.figure.Layer(layer) == nil {
		c.add(path, "figure", "없는 층이에요: %q", layer)
	}
}

// rows looks at a pile of boxes: their edges must meet.
func (c *figureChecker) rows(path string, rows [][]Box, depth int, drawn map[string]bool) {
	if len(rows) == 0 || len(rows) > 12 || depth > 2 {
		c.add(path, "figure", "한 더미는 1~12줄이고, 묶음은 두 겹까지예요.")
		return
	}
	for i, row := range rows {
		at := fmt.Sprintf("%s.rows[%d]", path, i)
		if len(row) == 0 || len(row) > 6 {
			c.add(at, "figure", "한 줄에는 상자가 1~6개여야 해요.")
		}
		for j, box := range row {
			boxPath := fmt.Sprintf("%s[%d]", at, j)
			c.known(boxPath, box.Layer)
			drawn[box.Layer] = true
			if len(box.Rows) != len(row[0].Rows) {
				c.add(boxPath, "figure-ragged", "옆 상자와 줄 수가 달라요: %d줄과 %d줄", len(box.Rows), len(row[0].Rows))
			}
			if len(box.Rows) > 0 {
				c.rows(boxPath, box.Rows, depth+1, drawn)
			}
		}
	}
}

func (c *figureChecker) emphases() {
	if len(c.figure.Emphases) > MaxItems {
		c.add("$.emphases", "figure", "강조는 %d개까지예요.", MaxItems)
		return
	}
	seen := map[string]bool{}
	for i, emphasis := range c.figure.Emphases {
		path := fmt.Sprintf("$.emphases[%d]", i)
		if !IsID(emphasis.ID) || seen[emphasis.ID] || emphasis.Title == "" {
			c.add(path, "figure", "강조에는 하나뿐인 id와 title이 있어야 해요.")
		}
		seen[emphasis.ID] = true
		if emphasis.Reason == "" {
			c.add(path, "figure", "왜 강조하는지(reason)가 없어요.")
		}
		if len(emphasis.Marks)+len(emphasis.Stacks) == 0 {
			c.add(path, "figure", "강조에는 marks나 stacks가 있어야 해요.")
		}
		for _, mark := range emphasis.Marks {
			c.known(path+".marks", mark)
		}
		for _, stack := range emphasis.Stacks {
			if !c.stacks[stack] {
				c.add(path+".stacks", "figure", "없는 더미예요: %q", stack)
			}
		}
		for _, link := range emphasis.Links {
			c.known(path+".links", link.From)
			c.known(path+".links", link.To)
		}
		for layer := range emphasis.Rename {
			c.known(path+".rename", layer)
		}
	}
}
