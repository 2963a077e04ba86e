package console

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"neonauth/gen"
)

var activityRoutes = []route{
	{"GET", "/activity/{$}", (*Server).activity, nil},
	{"GET", "/activity/export", (*Server).exportActivity, nil},
}

// activityFilters are the parameters of the audit log's page, in the order of its form.
var activityFilters = []string{"user", "entity", "action", "actor", "from", "to"}

// activity serves GET /console/db/NAME/activity/: a page of the audit log.
func (s *Server) activity(v *visit) error {
	given := v.URL.Query()
	found, err := v.list(given, listAudit, activityFilters...)
	if err != nil {
		return err
	}
	found["Next"], found["Previous"] = v.cursors(given, found, "at", activityFilters...)
	chosen, query := object{}, url.Values{}
	for _, name := range activityFilters {
		if chosen[name] = given.Get(name); given.Get(name) != "" {
			query.Set(name, given.Get(name))
		}
	}
	found["Chosen"], found["Export"], found["IsFiltered"] = chosen, "export?"+query.Encode(), len(query) > 0
	return v.render("activity", "Activity", found, withSQL(activitySQL(given),
		Statement{"What does not agree with the chain of seals. Empty: nothing was tampered with.", "select * from neon_auth.verify_audit();"}))
}

func listAudit(ctx context.Context, q *gen.Queries, key, query []byte) ([]byte, error) {
	return q.ManageListAudit(ctx, key, query)
}

// activitySQL returns the statement that lists the same rows.
func activitySQL(given url.Values) Statement {
	conditions := []string{}
	add := func(name, form string) {
		if given.Get(name) != "" {
			conditions = append(conditions, sqlf(form, given.Get(name)))
		}
	}
	add("entity", "entity = %s")
	add("action", "action = %s")
	if who := given.Get("user"); who != "" {
		conditions = append(conditions, sqlf("(select id from neon_auth.\"user\" where email = lower(%s) or id::text = %s) in (\"userId\", \"actorId\")", who, who))
	}
	switch given.Get("actor") {
	case "user":
		conditions = append(conditions, `"actorId" is not null`)
	case "key":
		conditions = append(conditions, `"managementKey" is not null`)
	case "sql":
		conditions = append(conditions, `"actorId" is null and "managementKey" is null`)
	}
	if isDate(given.Get("from")) {
		add("from", "at >= %s::date")
	}
	if isDate(given.Get("to")) {
		add("to", "at < %s::date + 1")
	}
	where := ""
	if len(conditions) > 0 {
		where = "\nwhere " + strings.Join(conditions, "\n  and ")
	}
	return Statement{"The rows of this page.", "select at, entity, action, target, \"userId\", \"actorId\", \"managementKey\", \"databaseRole\", \"ipAddress\", before, after\nfrom neon_auth.audit_log" + where + "\norder by id desc\nlimit 50;"}
}

// isDate reports whether a text has the form of a date.
func isDate(given string) bool {
	return len(given) == 10 && given[4] == '-' && given[7] == '-' && strings.Trim(given, "0123456789-") == ""
}

// maxExport limits the rows of an export.
const maxExport = 100_000

// exportColumns are the columns of the export.
var exportColumns = []string{"id", "at", "entity", "action", "target", "userId", "user", "actorId", "actor", "impersonatorId", "managementKey", "databaseRole", "ipAddress", "userAgent", "before", "after"}

// exportActivity serves GET /console/db/NAME/activity/export, as CSV. It reads page by page, so that nothing grows.
func (s *Server) exportActivity(v *visit) error {
	given := v.URL.Query()
	wanted := object{"size": 1000}
	for _, name := range activityFilters {
		if value := given.Get(name); value != "" {
			wanted[name] = strings.ToValidUTF8(strings.ReplaceAll(value, "\x00", ""), "")
		}
	}
	out := csv.NewWriter(v)
	for written := 0; written < maxExport; {
		query, err := json.Marshal(wanted)
		if err != nil {
			return err
		}
		found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
			return listAudit(ctx, q, key, query)
		})
		if err != nil {
			return err
		}
		if written == 0 {
			h := v.ResponseWriter.Header()
			h.Set("Content-Type", "text/csv; charset=utf-8")
			h.Set("Content-Disposition", `attachment; filename="audit-log.csv"`)
			v.WriteHeader(http.StatusOK)
			if err := out.Write(exportColumns); err != nil {
				return nil // the browser has disconnected
			}
		}
		rows, _ := found["rows"].([]any)
		for _, entry := range rows {
			row, _ := entry.(object)
			if err := out.Write(cells(row)); err != nil {
				return nil
			}
			wanted["after"] = [2]string{"", text(row["id"])}
			written++
		}
		if out.Flush(); out.Error() != nil || found["hasNext"] != true {
			return nil
		}
	}
	return nil
}

// cells returns a row of the export. Spreadsheets run what begins like a formula, so those texts begin with an apostrophe.
func cells(row object) []string {
	made := make([]string, len(exportColumns))
	for i, name := range exportColumns {
		value := row[name]
		if nested, ok := value.(object); ok {
			encoded, err := json.Marshal(nested)
			if err == nil {
				value = string(encoded)
			}
		}
		made[i] = text(value)
		if first, _ := utf8.DecodeRuneInString(made[i]); made[i] != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
			made[i] = "'" + made[i]
		}
	}
	return made
}
