package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the scripts' expected output and the README's transcript anew")

// TestMain lets the test binary be the program: the scripts run it as a process
// of its own, as a person would.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pacer": main})
}

func TestScripts(t *testing.T) {
	root, err := filepath.Abs(top)
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TOP", root)
			e.Setenv("TZ", "Europe/Berlin")
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "data"))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"sql": scriptSQL, "damage": scriptDamage, "future": scriptFuture, "freeport": scriptFreePort,
			"listen": scriptListen, "subst": scriptSubst, "get": scriptGet, "extract": scriptExtract, "terminate": scriptTerminate,
		},
	})
}

// wants stops a script that uses a command wrongly.
func wants(ts *testscript.TestScript, neg bool, args []string, usage ...string) {
	if neg || len(args) != len(usage)-1 {
		ts.Fatalf("usage: %s", strings.Join(usage, " "))
	}
}

// scriptSQL runs a statement on a database and prints its rows, tabs between
// the columns. The driver is the one that storage/sqlite registers.
func scriptSQL(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, "sql", "FILE", "STATEMENT")
	db, err := sql.Open("sqlite3", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	rows, err := db.QueryContext(context.Background(), args[1])
	ts.Check(err)
	defer rows.Close()
	columns, err := rows.Columns()
	ts.Check(err)
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		ts.Check(rows.Scan(into...))
		var line []string
		for _, v := range values {
			line = append(line, v.String)
		}
		fmt.Fprintln(ts.Stdout(), strings.Join(line, "\t"))
	}
	ts.Check(rows.Err())
}

// scriptDamage overwrites pages in the middle of a file.
func scriptDamage(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, "damage", "FILE")
	name := ts.MkAbs(args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	for i := len(data) / 4; i < len(data)*3/4; i++ {
		data[i] = 0xA5
	}
	ts.Check(os.WriteFile(name, data, 0o600))
}

// scriptFuture makes a file seem to have been written tomorrow.
func scriptFuture(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, "future", "FILE")
	tomorrow := time.Now().Add(24 * time.Hour)
	ts.Check(os.Chtimes(ts.MkAbs(args[0]), tomorrow, tomorrow))
}

// scriptFreePort puts a port that nothing listens on into a variable.
func scriptFreePort(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, "freeport", "VARIABLE")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	ts.Check(l.Close())
	ts.Setenv(args[0], port)
}

// scriptListen listens until the script ends, and puts the address into a
// variable.
func scriptListen(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, "listen", "VARIABLE")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

// scriptSubst puts a variable's value where its name stands in a file.
func scriptSubst(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, "subst", "FILE", "VARIABLE")
	name := ts.MkAbs(args[0])
	text := strings.ReplaceAll(ts.ReadFile(args[0]), args[1], ts.Getenv(args[1]))
	ts.Check(os.WriteFile(name, []byte(text), 0o600))
}

// scriptTerminate sends SIGTERM to what runs in the background, as a service
// manager does.
func scriptTerminate(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, "terminate")
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	}
}

// scriptGet asks for an address, until something answers there, and prints the
// status and the body.
func scriptGet(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, "get", "URL")
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(20 * time.Second); ; <-again.C {
		res, err := http.Get(args[0])
		if err != nil {
			if time.Now().After(deadline) {
				ts.Fatalf("%v", err)
			}
			continue
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		ts.Check(err)
		fmt.Fprintf(ts.Stdout(), "%d %s", res.StatusCode, body)
		return
	}
}

// scriptExtract puts what a group of an expression matches in a file into a
// variable.
func scriptExtract(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, "extract", "FILE", "EXPRESSION", "VARIABLE")
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile(args[0]))
	if len(m) != 2 {
		ts.Fatalf("%s matches nothing", args[1])
	}
	ts.Setenv(args[2], m[1])
}
