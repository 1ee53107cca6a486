package course

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestStressYAML(t *testing.T) {
	lines := strings.SplitAfter(everything, "\n")
	bits := []string{" ", "  ", "- ", ": ", "\n", "\"", "'", "|", ">", "[", "]", "{", "}", ",", "#", "?", "a", "1", "\t", "---\n", "...\n", "\\", "é", "%", "true", "null", "~", "\t\t", "\n\n", ":", "-"}
	ok := 0
	for i := 0; i < 20000; i++ {
		l := append([]string{}, lines...)
		for n := rand.IntN(4); n >= 0; n-- {
			k := rand.IntN(len(l))
			switch rand.IntN(6) {
			case 0:
				l[k] = ""
			case 1:
				l[k] = l[k] + l[k]
			case 2:
				m := rand.IntN(len(l))
				l[k], l[m] = l[m], l[k]
			default:
				at := rand.IntN(len(l[k]) + 1)
				l[k] = l[k][:at] + bits[rand.IntN(len(bits))] + l[k][at:]
			}
		}
		data := []byte(strings.Join(l, ""))
		c, err := Parse("fuzz.yaml", data)
		if err != nil {
			checkFaults(t, data, err)
			if strings.Contains(err.Error(), "cannot be read as YAML (") { t.Errorf("recovered %v", err) }
			if t.Failed() {
				t.Fatalf("%s", data)
			}
			continue
		}
		ok++
		out, err := Marshal(c)
		if err != nil {
			t.Fatalf("cannot be written: %v\n%s", err, data)
		}
		again, err := Parse("again.yaml", out)
		if err != nil {
			t.Fatal(err)
		}
		if d := diff(c, again); d != "" {
			t.Fatalf("%s\n%s", d, out)
		}
	}
	t.Log(ok)
}
