package formula

import (
	"strings"
	"testing"
)

func TestEveryCommandMeansOneThing(t *testing.T) {
	seen := make(map[string]bool)
	for _, table := range symbolTables {
		list := strings.Fields(table.list)
		if len(list)%2 != 0 {
			t.Errorf("a command without a sign in the table that begins %q", list[0])
		}
		for i := 0; i+1 < len(list); i += 2 {
			if seen[list[i]] {
				t.Errorf("\\%s stands in the tables twice", list[i])
			}
			seen[list[i]] = true
			if _, isAccent := accents[list[i]]; isAccent {
				t.Errorf("\\%s is a sign and an accent", list[i])
			}
			if strings.Contains(list[i+1], `\`) {
				t.Errorf("\\%s becomes a backslash", list[i])
			}
		}
	}
}
