package console

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
)

// list calls a function of SQL that returns a page of rows. Of the address, the named parameters and the cursors become
// its query.
func (v *visit) list(given url.Values, call func(context.Context, *gen.Queries, []byte, []byte) ([]byte, error), names ...string) (object, error) {
	wanted := object{}
	for _, name := range names {
		if value := strings.ToValidUTF8(strings.ReplaceAll(given.Get(name), "\x00", ""), ""); value != "" {
			wanted[name] = value
		}
	}
	for _, name := range []string{"after", "before"} {
		if cursor, err := base64.RawURLEncoding.DecodeString(given.Get(name)); err == nil && len(cursor) > 0 {
			var place [2]string
			if json.Unmarshal(cursor, &place) == nil {
				wanted[name] = place
				break
			}
		}
	}
	read := func() (object, error) {
		query, err := json.Marshal(wanted)
		if err != nil {
			return nil, err
		}
		return v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) { return call(ctx, q, key, query) })
	}
	found, err := read()
	var pg *pgconn.PgError
	if errors.As(err, &pg) && strings.HasPrefix(pg.Code, "22") { // a cursor of another list, or an invalid one: show the first page
		for _, name := range []string{"after", "before"} {
			delete(wanted, name)
			given.Del(name)
		}
		return read()
	}
	return found, err
}

// fromRow returns the condition that finds the rows of a page by a statement with a limit: what comes from the page's first
// row on. It is "" on the first page. form has the values of the row's named columns in place of each %s.
func fromRow(given url.Values, found object, form string, columns ...string) string {
	rows, _ := found["rows"].([]any)
	if len(rows) == 0 || !given.Has("after") && !given.Has("before") {
		return ""
	}
	first, _ := rows[0].(object)
	values := make([]any, len(columns))
	for i, name := range columns {
		values[i] = first[name]
	}
	return sqlf(form, values...)
}

// where returns the conditions that are not empty, all of which must hold, as part of a statement.
func where(conditions ...string) string {
	conditions = slices.DeleteFunc(conditions, func(c string) bool { return c == "" })
	if len(conditions) == 0 {
		return ""
	}
	return "\nwhere " + strings.Join(conditions, "\n  and ")
}

// newestFrom is the condition of fromRow for lists that begin with the newest row.
const newestFrom = `("createdAt", id) <= (%s, %s)`

// cursors returns the addresses of the next and the previous page, or "". by is the column of the order. The named
// parameters are kept.
func (v *visit) cursors(given url.Values, found object, by string, names ...string) (next, previous string) {
	rows, _ := found["rows"].([]any)
	if len(rows) == 0 {
		return "", ""
	}
	to := func(direction string, entry any) string {
		row, _ := entry.(object)
		place, err := json.Marshal([2]string{text(row[by]), text(row["id"])})
		if err != nil {
			return ""
		}
		query := url.Values{direction: {base64.RawURLEncoding.EncodeToString(place)}}
		for _, name := range names {
			if given.Get(name) != "" {
				query.Set(name, given.Get(name))
			}
		}
		return "?" + query.Encode()
	}
	if found["hasNext"] == true {
		next = to("after", rows[len(rows)-1])
	}
	if found["hasPrevious"] == true {
		previous = to("before", rows[0])
	}
	return next, previous
}
