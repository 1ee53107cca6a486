package main

import (
	"context"
	"net"
	"strings"

	"pacer/adapters/web"
	"pacer/storage"
)

// visits are web.Visits in the database.
type visits struct{ kept *storage.Visits }

var _ web.Visits = visits{}

// Visit implements web.Visits.
func (v visits) Visit(ctx context.Context, key string) (web.Visit, error) {
	one, err := v.kept.Visit(ctx, key)
	return web.Visit(one), err
}

// Put implements web.Visits.
func (v visits) Put(ctx context.Context, one web.Visit) error {
	return v.kept.Put(ctx, storage.Visit(one))
}

// End implements web.Visits.
func (v visits) End(ctx context.Context, workspace, key string) error {
	return v.kept.End(ctx, workspace, key)
}

// EndAll implements web.Visits.
func (v visits) EndAll(ctx context.Context, workspace, person string) error {
	return v.kept.EndAll(ctx, workspace, person)
}

// lines are web.Lines in the database.
type lines struct{ kept *storage.Lines }

var _ web.Lines = lines{}

// Put implements web.Lines.
func (l lines) Put(ctx context.Context, workspace, user string, one web.Line) error {
	return l.kept.Put(ctx, workspace, user, storage.Line(one))
}

// Last implements web.Lines.
func (l lines) Last(ctx context.Context, workspace, user, before string, limit int) ([]web.Line, error) {
	kept, err := l.kept.Last(ctx, workspace, user, before, limit)
	list := make([]web.Line, len(kept))
	for i, one := range kept {
		list[i] = web.Line(one)
	}
	return list, err
}

// pageURL is where browsers find the pages, as people are sent links to them;
// empty if there are none. address is where the server listens.
func (c *config) pageURL(address string) string {
	switch {
	case !c.Web.On:
		return ""
	case c.HTTP.URL != "":
		return c.HTTP.URL + "/" + web.Name
	}
	return "http://" + onThisMachine(address) + "/" + web.Name
}

// onThisMachine is how a browser on this machine reaches an address.
func onThisMachine(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// webWords says in a few words where the web is found, and what is to be set
// next. address is where the server listens.
func (c *config) webWords(address string) string {
	at := c.pageURL(address) + "/"
	switch {
	case !c.Web.On:
		return "off (web.on is false)"
	case c.HTTP.URL == "":
		return "on, at " + at + " on this machine alone; for everybody set http.url to the https address that people use"
	case !strings.HasPrefix(c.HTTP.URL, "https://"):
		return "on, at " + at + "; but it opens by https, or on this machine, alone: http.url begins with http"
	}
	return "on, at " + at
}
