package main

import (
	"context"
	"fmt"
	"strings"
)

const checkUsage = `Usage: pacer check --config FILE

Says everything that is wrong with a configuration and the courses it names, at
once, each with its place, its key and what would be right. Nothing is started
or changed.

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
	_, err = fmt.Fprintf(p.out, "%s: no faults. Workspace %s (%s), courses %s, database %s.\n",
		*file, c.Workspace.ID, c.Workspace.Name, strings.Join(catalog.IDs(), ", "), c.Database)
	return err
}
