package image

// configFile is the image's configuration, whose digest is its ID: the part of the OCI image specification's
// image/config.md that we need, in the order in which it is hashed.
type configFile struct {
	Created      string    `json:"created"`
	Architecture string    `json:"architecture"`
	OS           string    `json:"os"`
	Config       runConfig `json:"config"`
	RootFS       rootFS    `json:"rootfs"`
	History      []history `json:"history"`
}

type runConfig struct {
	Env        []string          `json:"Env"`
	Entrypoint []string          `json:"Entrypoint"`
	WorkingDir string            `json:"WorkingDir"`
	Labels     map[string]string `json:"Labels"`
}

type rootFS struct {
	Type    string   `json:"type"`
	DiffIDs []string `json:"diff_ids"`
}

type history struct {
	Created   string `json:"created"`
	CreatedBy string `json:"created_by"`
}

// epoch is the time of everything in the image: a real one would make each build another image.
const epoch = "1970-01-01T00:00:00Z"

// Entrypoint is what an engine runs unless it is told otherwise: PID 1 of a sandbox, which takes the command to run as
// its arguments.
func Entrypoint() []string { return []string{"/bin/labbox", "hold", "--"} }

// Env is the image's environment.
func Env() []string { return []string{"PATH=/bin", "LANG=C.UTF-8"} }

func newConfigFile(arch string, layers []Layer, diffIDs []string) configFile {
	c := configFile{
		Created: epoch, Architecture: arch, OS: "linux",
		Config: runConfig{
			Env: Env(), Entrypoint: Entrypoint(), WorkingDir: "/", Labels: map[string]string{Label: "lab"},
		},
		RootFS: rootFS{Type: "layers", DiffIDs: diffIDs},
	}
	for _, l := range layers {
		c.History = append(c.History, history{Created: epoch, CreatedBy: l.Comment})
	}
	return c
}
