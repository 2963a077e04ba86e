package console

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
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
	given := v.auditQuery()
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
	return v.render("activity", "Activity", found, withSQL(activitySQL(given, found),
		Statement{"What does not agree with the chain of seals. Empty: nothing was tampered with.", "select * from neon_auth.verify_audit();"}))
}

// auditQuery returns the parameters of the address, without invalid dates.
func (v *visit) auditQuery() url.Values {
	given := v.URL.Query()
	for _, name := range []string{"from", "to"} {
		if !isDate(given.Get(name)) {
			given.Del(name)
		}
	}
	return given
}

func listAudit(ctx context.Context, q *gen.Queries, key, query []byte) ([]byte, error) {
	return q.ManageListAudit(ctx, key, query)
}

// activitySQL returns the statement that lists the same rows.
func activitySQL(given url.Values, found object) Statement {
	conditions := []string{}
	add := func(name, form string) {
		if given.Get(name) != "" {
			conditions = append(conditions, sqlf(form, given.Get(name)))
		}
	}
	add("entity", "entity = %s")
	add("action", "action = %s")
	switch who := strings.TrimSpace(given.Get("user")); {
	case who == "":
	case isUUID(who): // also of a user who was deleted
		conditions = append(conditions, sqlf(`%s in ("userId", "actorId")`, who))
	default:
		conditions = append(conditions, sqlf(`(select id from neon_auth."user" where email = lower(%s)) in ("userId", "actorId")`, who))
	}
	switch given.Get("actor") {
	case "user":
		conditions = append(conditions, `"actorId" is not null`)
	case "key":
		conditions = append(conditions, `"managementKey" is not null`)
	case "sql":
		conditions = append(conditions, `"actorId" is null and "managementKey" is null`)
	}
	add("from", "at >= %s::timestamp at time zone 'UTC'")
	add("to", "at < (%s::date + 1)::timestamp at time zone 'UTC'")
	conditions = append(conditions, fromRow(given, found, "id <= %s", "id"))
	return Statement{"The rows of this page.", "select at, entity, action, target, \"userId\", \"actorId\", \"managementKey\", \"databaseRole\", \"ipAddress\", before, after\nfrom neon_auth.audit_log" + where(conditions...) + "\norder by id desc\nlimit 50;"}
}

// isDate reports whether a text is a date that Postgres reads.
func isDate(given string) bool {
	day, err := time.Parse(time.DateOnly, given)
	return err == nil && day.Year() > 0
}

var uuidForm = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// isUUID reports whether a text is an id.
func isUUID(given string) bool { return uuidForm.MatchString(given) }

// maxExport limits the rows of an export.
const maxExport = 100_000

// exportColumns are the columns of the export.
var exportColumns = []string{"id", "at", "entity", "action", "target", "userId", "user", "actorId", "actor", "impersonatorId", "managementKey", "databaseRole", "ipAddress", "userAgent", "before", "after"}

// exportActivity serves GET /console/db/NAME/activity/export, as CSV. It reads page by page, so that nothing grows.
func (s *Server) exportActivity(v *visit) error {
	given := v.auditQuery()
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
