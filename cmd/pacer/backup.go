package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pacer/storage"
	"pacer/storage/sqlite"
)

const backupUsage = `Usage: pacer backup (--config FILE | --db FILE) [-o FILE]

Writes a copy of the database as it is at one moment, checked before it takes
its name, also while the coach serves. Without -o it goes to the backups folder
of the configuration (with --db: beside the database), named by its time; of
those in the configuration's folder as many stay as "backups.keep" says.

  -o FILE   write it there; the file must not exist

Examples:
  pacer backup --config config.yaml
  pacer backup --db pacer.db -o friday.db
`

func backupCommand() command {
	return command{name: "backup", summary: "copy the database, also while the coach serves", usage: backupUsage, run: runBackup}
}

func runBackup(ctx context.Context, p *program, args []string) error {
	f := newFlags("backup")
	from := sourceFlags(f)
	to := f.String("o", "", "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if err := none("backup", rest); err != nil {
		return err
	}
	c, err := from.open()
	if err != nil {
		return err
	}
	private()
	file := *to
	if file == "" {
		if err := os.MkdirAll(c.Backups.Folder, 0o700); err != nil {
			return fmt.Errorf("the backups folder cannot be made: %w", err)
		}
		file = backupName(c, time.Now())
	}
	if err := sqlite.Backup(ctx, c.Database, file); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(p.out, "%s: %s, checked. Try it now and then: pacer restore --verify %s\n", file, size(info.Size()), file); err != nil {
		return err
	}
	if err := looking(ctx, file, func(s *storage.Store) error { return sayTrails(ctx, p, s) }); err != nil {
		return err
	}
	if *to != "" || c.Backups.Keep == 0 {
		return nil
	}
	if err := prune(p, c); err != nil {
		return err
	}
	return pruneOld(p, c, time.Now(), false)
}

// backupName is where a backup of now goes: pacer.db becomes
// pacer-20261122T061442Z.db.
func backupName(c config, now time.Time) string {
	base, ext := splitName(c.Database)
	return filepath.Join(c.Backups.Folder, base+"-"+stamp(now)+ext)
}

func splitName(database string) (base, ext string) {
	name := filepath.Base(database)
	ext = filepath.Ext(name)
	return strings.TrimSuffix(name, ext), ext
}

// backups lists the backups of a database in its folder, oldest first: the
// files that backupName may have named, and no others.
func backups(c config) ([]string, error) {
	entries, err := os.ReadDir(c.Backups.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		if _, ok := backupTime(c, e.Name()); ok && e.Type().IsRegular() {
			found = append(found, filepath.Join(c.Backups.Folder, e.Name()))
		}
	}
	slices.Sort(found)
	return found, nil
}

// backupTime is when a backup of a database was made, by its name; ok is false
// for a file that is none.
func backupTime(c config, file string) (at time.Time, ok bool) {
	base, ext := splitName(c.Database)
	rest, begins := strings.CutPrefix(filepath.Base(file), base+"-")
	stamped, ends := strings.CutSuffix(rest, ext)
	at, err := time.Parse("20060102T150405Z", stamped)
	return at, begins && ends && err == nil
}

// prune removes the oldest backups, until as many are left as are to be kept.
func prune(p *program, c config) error {
	all, err := backups(c)
	if err != nil {
		return err
	}
	for _, old := range all[:max(0, len(all)-c.Backups.Keep)] {
		if err := os.Remove(old); err != nil {
			return err
		}
		fmt.Fprintf(p.out, "%s: removed, %d are kept\n", old, c.Backups.Keep)
	}
	return nil
}

// size is a number of bytes for people.
func size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%d kB", n>>10)
	case n < 1<<30:
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
}
