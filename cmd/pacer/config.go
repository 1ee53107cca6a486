package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pacer/bot"
	"pacer/coach"
)

// config is what the configuration file says. The keys are explained, each
// with what changes when it does, in config.example.yaml.
type config struct {
	Database  string          `yaml:"database"` // path; relative ones start at the file's folder
	Workspace configWorkspace `yaml:"workspace"`
	Courses   []string        `yaml:"courses"` // names of bundled courses, and folders
	Slack     configSlack     `yaml:"slack"`
	Discord   configDiscord   `yaml:"discord"`
	Web       configWeb       `yaml:"web"`
	HTTP      configHTTP      `yaml:"http"`
	Log       configLog       `yaml:"log"`
	Backups   configBackups   `yaml:"backups"`
	Retention configRetention `yaml:"retention"`

	path string // of the file
}

type configWorkspace struct {
	ID   string `yaml:"id"`
	Name string `yaml:"name"`
	Zone string `yaml:"zone"` // IANA
	Help string `yaml:"help"` // where to turn in danger, until the owner says it in chat
}

type configWeb struct {
	On bool `yaml:"on"` // whether there are pages and a chat in the browser
}

type configHTTP struct {
	Listen  string   `yaml:"listen"`  // host:port; an empty host is every interface
	URL     string   `yaml:"url"`     // as people outside reach it; empty: as it listens
	Proxies []string `yaml:"proxies"` // addresses or networks whose X-Forwarded-For is believed
}

type configLog struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

type configBackups struct {
	Folder string `yaml:"folder"` // relative ones start at the file's folder
	Keep   int    `yaml:"keep"`   // how many `pacer backup` leaves there
}

// defaultConfig is what holds for keys that the file leaves out.
func defaultConfig() config {
	return config{
		Database:  "pacer.db",
		Workspace: configWorkspace{ID: "main", Name: "Pacer", Zone: "UTC"},
		Courses:   bundledIDs(),
		Slack:     configSlack{Mode: slackSocket, Command: "/pacer"},
		Web:       configWeb{On: true},
		HTTP:      configHTTP{Listen: "127.0.0.1:8080"},
		Log:       configLog{Level: "info", Format: "text"},
		Backups:   configBackups{Folder: "backups", Keep: 14},
		Retention: defaultRetention(),
	}
}

// readConfig reads a configuration as far as it can be understood, with what
// is wrong in it. The error means that there was nothing to read.
func readConfig(path string) (config, *faultReport, error) {
	c := defaultConfig()
	c.path = path
	r := &faultReport{file: path, places: make(map[string]place)}
	data, err := os.ReadFile(path)
	if err != nil {
		return c, r, fmt.Errorf("the configuration cannot be read: %w; check the path (config.example.yaml is one to begin with)", err)
	}
	decodeYAML(r, data, &c)
	c.validate(r)
	c.Database = c.resolve(c.Database)
	c.Backups.Folder = c.resolve(c.Backups.Folder)
	return c, r, nil
}

// loadConfig reads a configuration that has to be right, but for its courses.
func loadConfig(path string) (config, error) {
	c, r, err := readConfig(path)
	if err == nil {
		err = r.err()
	}
	return c, err
}

// loadAll reads a configuration and its courses, and says everything that is
// wrong with either on the program's complaints; the error is then errReported.
func loadAll(p *program, path string) (config, *bot.Catalog, error) {
	c, r, err := readConfig(path)
	if err != nil {
		return c, nil, err
	}
	catalog, broken := c.loadCourses(r)
	n := len(r.list)
	if n > 0 {
		fmt.Fprintln(p.err, r.err())
	}
	for _, inside := range broken {
		n += len(inside)
		fmt.Fprintln(p.err, inside)
	}
	if n > 0 {
		fmt.Fprintf(p.err, "pacer: %s in %s and what it names; nothing was changed.\n", count(n, "fault"), path)
		return c, nil, errReported
	}
	return c, catalog, nil
}

// count is a number with its noun: "1 fault", "2 faults".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// resolve makes a path of the file one that holds wherever the program runs.
func (c *config) resolve(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(c.path), path)
}

var (
	workspaceID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
	logLevels   = []string{"debug", "info", "warn", "error"}
	logFormats  = []string{"text", "json"}
)

// validate reports what is wrong with the values. A key that could not be read
// holds its default, and is not reported again.
func (c *config) validate(r *faultReport) {
	if c.Database == "" {
		r.at("database", "is empty: name a file, like pacer.db")
	}
	w := c.Workspace
	if !workspaceID.MatchString(w.ID) {
		r.at("workspace.id", "%q is no short name: take up to 40 small letters, digits and hyphens, like oak-school", w.ID)
	}
	if w.ID == trialWorkspace {
		r.at("workspace.id", "%q is the trial's (pacer try): take another, like oak-school", w.ID)
	}
	if name := strings.TrimSpace(w.Name); name == "" || utf8.RuneCountInString(name) > 80 {
		r.at("workspace.name", "must have 1 to 80 characters: it is what people call the school or club")
	}
	if _, err := coach.Zone(w.Zone); err != nil {
		r.at("workspace.zone", "%s", sentence(err))
	}
	if utf8.RuneCountInString(w.Help) > 1000 {
		r.at("workspace.help", "is longer than 1000 characters: someone in danger reads it on a phone, so keep it short")
	}
	c.Slack.validate(r)
	c.Discord.validate(r)
	c.HTTP.validate(r)
	c.Retention.validate(r)
	oneOf(r, "log.level", c.Log.Level, logLevels)
	oneOf(r, "log.format", c.Log.Format, logFormats)
	if c.Backups.Folder == "" {
		r.at("backups.folder", "is empty: name a folder, like backups")
	}
	if c.Backups.Keep < 1 || c.Backups.Keep > 10_000 {
		r.at("backups.keep", "must be from 1 to 10000, the newest ones that stay")
	}
}

func (h *configHTTP) validate(r *faultReport) {
	if host, port, err := net.SplitHostPort(h.Listen); err != nil {
		r.at("http.listen", "%q is no address: write host and port, like 127.0.0.1:8080, or :8080 for every interface", h.Listen)
	} else {
		if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
			r.at("http.listen", "%q is no port: take a number from 1 to 65535, like 8080", port)
		}
		if strings.ContainsAny(host, " /") {
			r.at("http.listen", "%q is no host: write an address without http:// before it", host)
		}
	}
	if h.URL != "" {
		u, err := url.Parse(h.URL)
		switch {
		case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
			r.at("http.url", "%q is no web address: write it like https://pacer.example.org", h.URL)
		case u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(u.Path, "/"):
			r.at("http.url", "write only where Pacer is reached, like https://pacer.example.org, without a name, ? or # and without / at the end")
		}
	}
	for i, p := range h.Proxies {
		if _, err := parseNetwork(p); err != nil {
			r.at(fmt.Sprintf("http.proxies[%d]", i), "%q is no address or network: write it like 10.0.0.2 or 10.0.0.0/8", p)
		}
	}
}

// parseNetwork reads an address, or a network in CIDR notation.
func parseNetwork(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return a.Prefix(a.BitLen())
	}
	return netip.ParsePrefix(s)
}

// oneOf reports a value that is none of a few.
func oneOf(r *faultReport, path, value string, known []string) {
	if slices.Contains(known, value) {
		return
	}
	hint := ""
	if near := nearest(strings.ToLower(value), known); near != "" {
		hint = fmt.Sprintf(" Did you mean %s?", near)
	}
	r.at(path, "%q is none of %s.%s", value, strings.Join(known, ", "), hint)
}

// logger returns the logger that the configuration asks for, writing to the
// program's complaints.
func (c *config) logger(p *program) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log.Level)); err != nil {
		level = slog.LevelInfo // validate let nothing else through
	}
	o := &slog.HandlerOptions{Level: level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(p.err, o))
	}
	return slog.New(slog.NewTextHandler(p.err, o))
}
