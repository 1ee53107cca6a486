package main

import (
	"context"
	"fmt"
	"strings"
)

const checkUsage = `Usage: pacer check --config FILE

Says everything that is wrong with a configuration and the courses it names, at
once, each with its place, its key and what would be right. Of the tokens in the
environment it says which platforms they switch on, and what is missing for the
mode chosen; whether a platform takes them, pacer doctor asks. Nothing is
started or changed.

Example:
  pacer check --config config.yaml
`

func checkCommand() command {
	return command{name: "check", summary: "say everything that is wrong with a configuration", usage: checkUsage, run: runCheck}
}

func runCheck(_ context.Context, p *program, args []string) error {
	f := newFlags("check")
	file := f.String("config", "", "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if *file == "" && len(rest) == 1 && strings.HasSuffix(rest[0], ".yaml") {
		return misused("check", "say --config before the file, like: pacer check --config %s", rest[0])
	}
	if err := none("check", rest); err != nil {
		return err
	}
	if *file == "" {
		return misused("check", "say which configuration: --config FILE")
	}
	c, catalog, err := loadAll(p, *file)
	if err != nil {
		return err
	}
	t, wrong := readTokens(p.getenv)
	for _, w := range wrong {
		fmt.Fprintf(p.err, "pacer: %s\n", w)
	}
	if len(wrong) > 0 {
		return errReported
	}
	fmt.Fprintf(p.out, "%s: no faults. Workspace %s (%s), courses %s, database %s.\n",
		*file, c.Workspace.ID, c.Workspace.Name, strings.Join(catalog.IDs(), ", "), c.Database)
	fmt.Fprintf(p.out, "Web: %s\n", c.webWords(c.HTTP.Listen))
	for _, r := range t.connections(c) {
		fmt.Fprintf(p.out, "%s: %s\n", r.title, r.words)
	}
	return nil
}
