package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"pacer/storage"
	"pacer/storage/sqlite"
)

const restoreUsage = `Usage: pacer restore --verify BACKUP
       pacer restore BACKUP --to FILE

Checks a backup: that the file is whole, that this version can read it, and
that its log adds up to its estimates. With --to it is then put in place, where
no file is yet; a database that is there is never overwritten. Who was forgotten
since it was made, as the file FILE.forgotten says, is forgotten in it again.

  --verify    only check
  --to FILE   put a copy there when it is sound

Examples:
  pacer restore --verify backups/pacer-20261122T061442Z.db
  pacer restore backups/pacer-20261122T061442Z.db --to pacer.db
`

func restoreCommand() command {
	return command{name: "restore", summary: "check a backup (--verify), or put it in place (--to)", usage: restoreUsage, run: runRestore}
}

func runRestore(ctx context.Context, p *program, args []string) error {
	f := newFlags("restore")
	only := f.Bool("verify", false, "")
	to := f.String("to", "", "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) != 1:
		return misused("restore", "name one backup, like: pacer restore --verify FILE")
	case *only && *to != "":
		return misused("restore", "take one of --verify and --to: with --to it is checked as well")
	case !*only && *to == "":
		return misused("restore", "say --verify to check the backup, or --to FILE to put it in place as well")
	}
	file := rest[0]
	if *to != "" {
		if err := isFree(*to); err != nil {
			return err
		}
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: there is no such backup: check the path (pacer backup makes one, and says where)", file)
	}
	if err := sqlite.Check(ctx, file); err != nil {
		return err
	}
	if err := looking(ctx, file, func(s *storage.Store) error { return verify(ctx, p, s, nil) }); err != nil {
		return err
	}
	if *only {
		_, err := fmt.Fprintf(p.out, "%s is whole and adds up.\n", file)
		return err
	}
	private()
	if err := sqlite.Backup(ctx, file, *to); err != nil {
		return err
	}
	if err := forgetSince(ctx, p, *to); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s is in place, from %s. Start the coach again.\n", *to, file)
	return err
}

// forgetSince forgets again, in a backup that was put in place, who was forgotten
// since it was made.
func forgetSince(ctx context.Context, p *program, file string) error {
	sums, err := readForgotten(forgottenFile(file))
	if err != nil || len(sums) == 0 {
		return err
	}
	return writing(ctx, file, func(s *storage.Store) error {
		n, err := forgetAgain(ctx, s, sums)
		if err != nil || n == 0 {
			return err
		}
		_, err = fmt.Fprintf(p.out, "%s forgotten again, who had been forgotten since that backup.\n", countPeople(n)+map[bool]string{true: " was", false: " were"}[n == 1])
		return err
	})
}

// isFree refuses a name that a database has, or has left its journal under.
func isFree(file string) error {
	for _, name := range []string{file, file + "-wal", file + "-journal"} {
		if _, err := os.Lstat(name); err == nil {
			return fmt.Errorf("%s exists, and is never overwritten. Stop the coach, move it away together with %s-wal and %s-shm where they exist (mv %s %s.before), and say this again",
				name, file, file, file, file)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
