package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
)

const doctorUsage = `Usage: pacer doctor (--config FILE | --db FILE) [--outbox]
                    [--send-to WHERE] [--owner-code [--workspace ID]]

Looks at an installation and says what is well (ok), what to mend and how
(FIX), and what to know (note): the configuration, the database and its
backups, the clock, and with --config each platform whose tokens are in the
environment: the tokens, what they allow, whether the platform is reached. It
only reads, and may run while the coach serves. Exit code 1 means that there is
something to mend.

  --outbox       list the messages that were given up, without their words
  --send-to WHERE
                 send a test message to one person's direct messages, by the
                 platform's IDs: slack/T0123/U0456, or discord/1234567890
  --owner-code   make a new code whose first sayer becomes an owner (it is
                 written to the audit trail; stop the coach first)
  --workspace ID
                 of which workspace; without it, the one that is configured

Example:
  pacer doctor --config config.yaml
`

func doctorCommand() command {
	return command{name: "doctor", summary: "look for what is wrong with an installation, and say how to mend it", usage: doctorUsage, run: runDoctor}
}

func runDoctor(ctx context.Context, p *program, args []string) error {
	f := newFlags("doctor")
	from := sourceFlags(f)
	outbox := f.Bool("outbox", false, "")
	owner := f.Bool("owner-code", false, "")
	workspace := f.String("workspace", "", "")
	to := f.String("send-to", "", "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if err := none("doctor", rest); err != nil {
		return err
	}
	asked := 0
	for _, yes := range []bool{*outbox, *owner, *to != ""} {
		if yes {
			asked++
		}
	}
	if asked > 1 {
		return misused("doctor", "take one of --outbox, --send-to and --owner-code")
	}
	if *workspace != "" && !*owner {
		return misused("doctor", "--workspace says whose --owner-code: give both")
	}
	if asked == 1 {
		c, err := from.open()
		if err != nil {
			return err
		}
		switch {
		case *owner:
			return makeOwnerCode(ctx, p, c, *workspace)
		case *to != "":
			return sendTest(ctx, p, c, *to)
		}
		return looking(ctx, c.Database, func(s *storage.Store) error { return listDead(ctx, p, s) })
	}
	if err := from.check(); err != nil {
		return err
	}
	d := examination{program: p, now: time.Now()}
	d.all(ctx, from)
	if d.bad {
		return errReported
	}
	return nil
}

// makeOwnerCode makes an owner's code for a workspace: the one that is named,
// the configured one, or the only one there is.
func makeOwnerCode(ctx context.Context, p *program, c config, id string) (err error) {
	if _, err := os.Stat(c.Database); err != nil {
		return fmt.Errorf("there is no database yet: %w; pacer serve makes it, and prints a first code", err)
	}
	s, err := sqlite.Open(ctx, c.Database, storage.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close(context.WithoutCancel(ctx))) }()
	all, err := s.Workspaces(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for _, w := range all {
		ids = append(ids, w.ID)
	}
	switch {
	case id != "":
	case c.path != "":
		id = c.Workspace.ID
	case len(ids) == 1:
		id = ids[0]
	default:
		return fmt.Errorf("the database holds %s: say which is meant with --workspace ID (%s)", count(len(ids), "workspace"), strings.Join(ids, ", "))
	}
	if !slices.Contains(ids, id) {
		return fmt.Errorf("the database holds no workspace %s; there are %s", id, strings.Join(ids, ", "))
	}
	code, err := newOwnerCode(ctx, s, id, time.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "Who says this code to the coach first becomes an owner of %s: %s (until %s). Start the coach again.\n", id, code.Code, code.Expires.Format(time.DateOnly))
	return err
}

// listDead lists the messages that were given up: where they were to go, how
// often it was tried and what stood in the way, never what they said.
func listDead(ctx context.Context, p *program, s *storage.Store) error {
	dead, err := s.Dead(ctx)
	if err != nil {
		return err
	}
	if len(dead) == 0 {
		_, err := fmt.Fprintln(p.out, "No message was given up.")
		return err
	}
	for _, r := range dead {
		if _, err := fmt.Fprintf(p.out, "%s  %s  to %s  since %s  tried %s: %s\n",
			r.ID, r.Workspace, whereTo(r.To), r.NotBefore.UTC().Format(time.RFC3339), count(r.Attempts, "time"), r.Error); err != nil {
			return err
		}
	}
	return nil
}

// whereTo names a conversation by its IDs.
func whereTo(c chat.Conversation) string {
	s := []string{c.Platform}
	for _, part := range []string{c.Place, c.Channel, c.Thread, c.User} {
		if part != "" {
			s = append(s, chat.Visible(part))
		}
	}
	return strings.Join(s, "/")
}

// examination is one look at an installation.
type examination struct {
	program *program
	now     time.Time
	bad     bool
}

// say writes one line; what goes on stands below it, indented.
func (d *examination) say(verdict, subject, format string, args ...any) {
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "\n"+strings.Repeat(" ", 17))
	fmt.Fprintf(d.program.out, "%-4s  %-9s  %s\n", verdict, subject, text)
	d.bad = d.bad || verdict == "FIX"
}

func (d *examination) ok(subject, format string, args ...any) { d.say("ok", subject, format, args...) }
func (d *examination) fix(subject, format string, args ...any) {
	d.say("FIX", subject, format, args...)
}
func (d *examination) note(subject, format string, args ...any) {
	d.say("note", subject, format, args...)
}

// all looks at everything that can be looked at.
func (d *examination) all(ctx context.Context, from source) {
	c, catalog := d.config(from)
	d.database(ctx, c)
	if c.path != "" {
		d.platforms(ctx, c, catalog)
	}
	d.clock(c)
}

// config reads the configuration; where it has faults, what could be
// understood of it serves for the rest of the examination.
func (d *examination) config(from source) (config, *bot.Catalog) {
	if *from.config == "" {
		c, err := from.open()
		if err != nil {
			d.fix("config", "%s", sentence(err))
		}
		return c, nil
	}
	c, r, err := readConfig(*from.config)
	if err != nil {
		d.fix("config", "%s", sentence(err))
		return c, nil
	}
	catalog, broken := c.loadCourses(r)
	n := len(r.list)
	for _, inside := range broken {
		n += len(inside)
	}
	if n > 0 {
		d.fix("config", "%s: pacer check --config %s names them", count(n, "fault"), *from.config)
		return c, catalog
	}
	d.ok("config", "workspace %s, %s, zone %s", c.Workspace.ID, count(len(catalog.IDs()), "course"), c.Workspace.Zone)
	return c, catalog
}

// database looks at the file, what is in it and its backups.
func (d *examination) database(ctx context.Context, c config) {
	if _, err := os.Stat(c.Database); err != nil {
		d.fix("database", "%s: there is none yet; pacer serve makes it", c.Database)
		return
	}
	used := onDisk(c.Database)
	if err := sqlite.Check(ctx, c.Database); err != nil {
		d.fix("database", "%s", sentence(err))
		return
	}
	err := looking(ctx, c.Database, func(s *storage.Store) error {
		stats, err := s.Stats(ctx)
		if err != nil {
			return err
		}
		d.ok("database", "SQLite %s, full sync, %s, whole; %s, %s", sqlite.Version(), size(used),
			people(stats.People), count(stats.Attempts, "answer"))
		d.backups(ctx, c, stats)
		d.outbox(stats)
		d.owners(ctx, s, c)
		d.estimates(ctx, s)
		return nil
	})
	if err != nil {
		d.fix("database", "%s", sentence(err))
	}
	d.space(c, used)
}

// onDisk is how many bytes a database takes, with what is not yet merged into
// its file.
func onDisk(database string) (bytes int64) {
	for _, name := range []string{database, database + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// staleBackup is how old the last backup may be.
const staleBackup = 48 * time.Hour

// backups looks at the newest backup.
func (d *examination) backups(ctx context.Context, c config, stats storage.Stats) {
	all, err := backups(c)
	if err != nil {
		d.fix("backup", "%s", err)
		return
	}
	if len(all) == 0 {
		if stats.Attempts > 0 {
			d.fix("backup", "there is none in %s: make one now and every day (pacer backup)", c.Backups.Folder)
			return
		}
		d.note("backup", "none yet in %s; make one every day once people practise (pacer backup)", c.Backups.Folder)
		return
	}
	last := all[len(all)-1]
	info, err := os.Stat(last)
	if err != nil {
		d.fix("backup", "%s", err)
		return
	}
	age := d.now.Sub(info.ModTime())
	if err := sqlite.Check(ctx, last); err != nil {
		d.fix("backup", "the last one cannot be used: %s", sentence(err))
		return
	}
	if age > staleBackup {
		d.fix("backup", "the last one is %s old (%s, verified): make one every day (pacer backup)", span(age), last)
		return
	}
	d.ok("backup", "%s old (%s, verified), %d kept", span(age), last, len(all))
}

// span is a length of time for people, to the coarsest unit that says enough.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < 2*time.Hour:
		return count(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return count(int(d/time.Hour), "hour")
	}
	return count(int(d/(24*time.Hour)), "day")
}

// outbox looks at what is on its way, and what was given up.
func (d *examination) outbox(stats storage.Stats) {
	lag := waited(stats.Oldest, d.now)
	switch {
	case lag > readyLag:
		d.fix("outbox", "%s waiting, the oldest for %s: is pacer serve running, and can it reach the platforms?", count(stats.Waiting, "message"), span(lag))
	case stats.Dead == 0:
		d.ok("outbox", "%s waiting, none given up", count(stats.Waiting, "message"))
	}
	if stats.Dead > 0 {
		d.note("outbox", "%s given up (show: pacer doctor --outbox)", count(stats.Dead, "message"))
	}
}

// owners looks for workspaces that nobody owns or where nobody receives
// danger.
func (d *examination) owners(ctx context.Context, s *storage.Store, c config) {
	err := workspaces(ctx, s, func(w coach.Workspace) error {
		has, err := hasOwner(ctx, s, w.ID)
		switch {
		case err != nil:
			return err
		case !has && c.path != "" && w.ID != c.Workspace.ID:
			d.note("owner", "%s has none: who manages the team or server becomes it by writing to the coach there,\nor with a code: pacer doctor --owner-code --workspace %s", w.ID, w.ID)
		case !has:
			d.note("owner", "%s has none: say the code that pacer serve prints at its start, or get another with pacer doctor --owner-code", w.ID)
		case w.Safety == "":
			d.fix("safety", "%s has no safety contact, so words that mean danger reach nobody and free reflection is off:\nan owner says: class safety me", w.ID)
		default:
			d.ok("owner", "%s has an owner and a safety contact", w.ID)
		}
		return nil
	})
	if err != nil {
		d.fix("owner", "%s", sentence(err))
	}
}

// estimates looks for workspaces whose estimates are another version's.
func (d *examination) estimates(ctx context.Context, s *storage.Store) {
	ours := coach.DefaultParams().ID
	err := workspaces(ctx, s, func(w coach.Workspace) error {
		made, err := s.Params(ctx, w.ID)
		if err == nil && made != "" && made != ours {
			d.note("estimates", "those of %s were made with parameters %s: pacer serve makes them anew with %s when it starts", w.ID, made, ours)
		}
		return err
	})
	if err != nil {
		d.fix("estimates", "%s", sentence(err))
	}
}

// aheadOfUs is how far in the future a file may seem to have been written.
const aheadOfUs = 5 * time.Minute

// clock looks at the machine's time and its zones.
func (d *examination) clock(c config) {
	if _, err := coach.Zone(c.Workspace.Zone); err != nil {
		d.fix("clock", "%s", sentence(err))
		return
	}
	if newest := written(c.Database); newest.Sub(d.now) > aheadOfUs {
		d.fix("clock", "the database was written at %s, which is still to come: set the clock (timedatectl set-ntp true), or check-ins come at the wrong time",
			newest.UTC().Format(time.RFC3339))
		return
	}
	d.ok("clock", "%s in %s; the data of all zones is built in", d.now.In(zoneOr(c.Workspace.Zone)).Format("2006-01-02 15:04"), c.Workspace.Zone)
}

// written is when a database was written last, as its files tell.
func written(database string) (newest time.Time) {
	for _, name := range []string{database, database + "-wal"} {
		if info, err := os.Stat(name); err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	return newest
}

func zoneOr(name string) *time.Location {
	if zone, err := coach.Zone(name); err == nil {
		return zone
	}
	return time.UTC
}

// leastSpace is what should be free beside a database, or twice its size: a
// backup and an upgrade both write it anew.
const leastSpace = 256 << 20

// space looks at the room left on the database's disk, where the system tells.
func (d *examination) space(c config, used int64) {
	free, ok := freeSpace(c.Database)
	if !ok {
		return
	}
	if need := max(int64(leastSpace), 2*used); free < need {
		d.fix("disk", "%s free beside the database, and %s are wanted for a backup or an upgrade: make room", size(free), size(need))
		return
	}
	d.ok("disk", "%s free", size(free))
}

// hasOwner tells whether somebody owns a workspace.
func hasOwner(ctx context.Context, s *storage.Store, workspace string) (has bool, err error) {
	err = s.View(ctx, workspace, func(r bot.Reader) (err error) {
		has, err = r.HasOwner()
		return err
	})
	return has, err
}
