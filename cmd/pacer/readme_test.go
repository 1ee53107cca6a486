package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
)

// readReadme returns the README and one fenced block of it: the first after a
// heading or comment that holds the mark.
func readReadme(t *testing.T, mark string) (all, before, block, after string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(top, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	all = string(data)
	at := strings.Index(all, mark)
	if at < 0 {
		t.Fatalf("README.md has no %q", mark)
	}
	open := strings.Index(all[at:], "\n```")
	if open < 0 {
		t.Fatalf("README.md has no block after %q", mark)
	}
	open += at + 1
	open += strings.Index(all[open:], "\n") + 1
	end := open + strings.Index(all[open:], "\n```\n") + 1
	return all, all[:open], all[open:end], all[end:]
}

// The README's transcript is a run of the program: its first line is the
// command, and what follows "> " was typed.
func TestReadmeTranscriptIsARealOne(t *testing.T) {
	_, before, block, after := readReadme(t, "<!-- transcript -->")
	command, shown, _ := strings.Cut(block, "\n")
	args := strings.Fields(strings.TrimPrefix(command, "$ pacer "))
	db := filepath.Join(t.TempDir(), "trial.db")
	for i, a := range args {
		if a == "fresh.db" {
			args[i] = db
		}
	}
	var typed strings.Builder
	for _, m := range regexp.MustCompile(`(?m)^> (.*)$`).FindAllStringSubmatch(shown, -1) {
		typed.WriteString(m[1] + "\n")
	}
	// A process of its own, since a process reads its time zone once.
	var out, complaints bytes.Buffer
	cmd := exec.Command("pacer", args...)
	cmd.Env = append(os.Environ(), "TZ=Europe/Berlin")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(typed.String()), &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, complaints.String())
	}
	got := strings.TrimRight(out.String(), "\n") + "\n"
	if *update {
		if err := os.WriteFile(filepath.Join(top, "README.md"), []byte(before+command+"\n"+got+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(shown, got); diff != "" {
		t.Errorf("README.md shows another run (-README +program; go test ./cmd/pacer -update writes it anew):\n%s", diff)
	}
}

// What the README says of upgrading and going back is what upgrade.txtar runs.
func TestReadmeUpgradesAsItsScriptDoes(t *testing.T) {
	readme, _, _, _ := readReadme(t, "## Install, upgrade, go back")
	_, section, _ := strings.Cut(readme, "## Install, upgrade, go back")
	section, _, _ = strings.Cut(section, "\n## ")
	var said []string
	for line := range strings.Lines(section) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
		for _, program := range []string{"pacer ", "mv ", "rm "} {
			// What only a server in service can run stands in serve.txtar.
			if strings.HasPrefix(line, program) && !strings.HasPrefix(line, "pacer serve") {
				said = append(said, strings.TrimSpace(strings.Replace(line, "rm -f ", "rm ", 1)))
			}
		}
	}
	script, err := os.ReadFile(filepath.Join("testdata", "script", "upgrade.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var ran []string
	for line := range strings.Lines(string(script)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "-- ") {
			break
		}
		line = strings.TrimPrefix(line, "exec ")
		if strings.HasPrefix(line, "mv ") || strings.HasPrefix(line, "rm ") || strings.HasPrefix(line, "pacer ") && !strings.HasPrefix(line, "pacer try") {
			ran = append(ran, line)
		}
	}
	if len(said) < 5 {
		t.Fatalf("README.md says only %q", said)
	}
	if diff := cmp.Diff(said, ran); diff != "" {
		t.Errorf("README.md and upgrade.txtar differ (-README +script):\n%s", diff)
	}
}

// What the README says is counted, with its labels, is what is counted.
func TestReadmeNamesEveryMetric(t *testing.T) {
	readme, _, _, _ := readReadme(t, "## Install, upgrade, go back")
	_, section, _ := strings.Cut(readme, "### What is counted")
	section, _, _ = strings.Cut(section, "\n#")
	said := make(map[string]string)
	for _, m := range regexp.MustCompile("`(pacer_[a-z_]+)(?:\\{([a-z,]+)\\})?`").FindAllStringSubmatch(section, -1) {
		said[m[1]] = m[2]
	}
	counted := make(map[string]string)
	named := regexp.MustCompile(`fqName: "([^"]+)".*variableLabels: \{([^}]*)\}`)
	for _, c := range append(newMetrics().ours(), stored{}, &health{}) {
		ch := make(chan *prometheus.Desc, 16)
		c.Describe(ch)
		close(ch)
		for d := range ch {
			m := named.FindStringSubmatch(d.String())
			if m == nil {
				t.Fatalf("no name in %s", d)
			}
			counted[m[1]] = m[2]
		}
	}
	if diff := cmp.Diff(counted, said); diff != "" {
		t.Errorf("README.md and the program differ (-program +README):\n%s", diff)
	}
}
