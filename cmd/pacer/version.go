package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"pacer/storage/sqlite"
)

// version is the program's, as CHANGELOG.md names it.
const version = "0.1"

const versionUsage = `Usage: pacer version

Says which version this is, what it was built from, and the SQLite inside it.

Example:
  pacer version
`

func versionCommand() command {
	return command{name: "version", summary: "which version this is", usage: versionUsage, run: runVersion}
}

func runVersion(_ context.Context, p *program, args []string) error {
	rest, err := parse(newFlags("version"), args)
	if err != nil {
		return err
	}
	if err := none("version", rest); err != nil {
		return err
	}
	facts := []string{runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, "SQLite " + sqlite.Version()}
	if r := revision(); r != "" {
		facts = append([]string{r}, facts...)
	}
	_, err = fmt.Fprintf(p.out, "pacer %s (%s)\n", version, strings.Join(facts, ", "))
	return err
}

// revision is the commit the program was built from, where the build knows.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+changes"
		}
	}
	if commit == "" {
		return ""
	}
	return "commit " + commit + changed
}
