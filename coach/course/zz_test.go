package course

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestStressYAML(t *testing.T) {
	lines := strings.SplitAfter(everything, "\n")
	bits := []string{" ", "  ", "- ", ": ", "\n", "\"", "'", "|", ">", "[", "]", "{", "}", ",", "#", "?", "a", "1", "\t", "---\n", "...\n", "\\", "é", "%", "true", "null", "~", "\t\t", "\n\n", ":", "-"}
	bad := map[string]int{}
	for i := 0; i < 40000; i++ {
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
		_, err := Parse("fuzz.yaml", data)
		if err != nil {
			sl := strings.Split(string(data), "\n")
			for _, f := range err.(Faults) {
				if strings.Contains(f.Text, "cannot be read as YAML (") { bad[f.Text]++; continue }
				if f.Line > len(sl) || f.Column > len([]rune(sl[f.Line-1]))+1 {
					k := f.Text
					if bad[k]++; bad[k] < 3 && f.Line <= len(sl) {
						t.Logf("%d:%d %s\n%q\n%q", f.Line, f.Column, f.Text, sl[max(0,f.Line-3):f.Line], sl[f.Line:min(len(sl),f.Line+2)])
					}
				}
			}
		}
	}
	t.Log(bad)
}
