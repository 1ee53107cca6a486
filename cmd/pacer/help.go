package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

const helpUsage = `Usage: pacer help [SUBCOMMAND]

Says what Pacer can do, or what one subcommand does, with an example.

Example:
  pacer help serve
`

func helpCommand() command {
	return command{name: "help", summary: "what Pacer can do; help SUBCOMMAND says more", usage: helpUsage, run: runHelp}
}

func runHelp(_ context.Context, p *program, args []string) error {
	rest, err := parse(newFlags("help"), args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		_, err := fmt.Fprint(p.out, overview())
		return err
	}
	all := commands()
	i := slices.IndexFunc(all, func(c command) bool { return c.name == rest[0] })
	if i < 0 {
		return unknown("", "subcommand", rest[0], names(all), nil)
	}
	_, err = fmt.Fprint(p.out, all[i].usage)
	return err
}

// overview is the help in one screen.
func overview() string {
	var b strings.Builder
	b.WriteString("Pacer, a learning coach that goes at your pace.\n\nUsage: pacer SUBCOMMAND [FLAGS]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-9s  %s\n", c.name, c.summary)
	}
	b.WriteString(`
First steps:
  pacer try                              a first conversation, in this terminal
  pacer help serve                       run it for your school or club

Exit codes: 0 all is well, 1 something failed, 2 called in a way it doesn't know.
`)
	return b.String()
}
