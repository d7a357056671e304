package labs_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/labs"
)

// TestAuthorsAreToldEveryField compares what a check can observe with what authors are told of.
func TestAuthorsAreToldEveryField(t *testing.T) {
	text, err := os.ReadFile("../docs/authoring.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []reflect.Type{
		reflect.TypeFor[labs.Engine](), reflect.TypeFor[labs.Machine](), reflect.TypeFor[labs.Box](),
		reflect.TypeFor[labs.Proc](), reflect.TypeFor[labs.Group](),
	} {
		for field := range kind.Fields() {
			if name := field.Tag.Get("cel"); name != "" && !strings.Contains(string(text), "`"+name+"`") {
				t.Errorf("docs/authoring.md does not tell of %s of %s", name, kind.Name())
			}
		}
	}
}
