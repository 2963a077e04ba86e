// Package check makes the production checklist: whether an installation is fit for production, and what mends it. Facts in
// the database are checked by SQL (neon_auth.production_check), the others here.
package check

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/config"
	"neonauth/sql"
)

// The states of a Result.
const (
	OK      = "ok"
	Warning = "warning"
	Failure = "failure"
)

// A Result is the result of a check, or one of its problems. Mend is the statement, command or variable that mends it.
type Result struct {
	Check   string `json:"check"`
	State   string `json:"state"`
	Message string `json:"message"`
	Mend    string `json:"mend"`
	Topic   string `json:"topic"` // of neonauth help
}

// Input is what Run checks.
type Input struct {
	Config   config.Config
	Database *branch.Database // nil: it cannot be opened, see Problem
	Problem  string           // why not, and what to do
	Mend     string           // the command that mends it, if there is one
	MailTo   string           // if not empty: sends a test mail to this address
	Client   *http.Client     // for NEONAUTH_PUBLIC_URL; nil: one that verifies certificates
	Release  int              // of the program; 0: this one
	Quick    bool             // without the checks from outside, which wait for other machines: for a page of the console
}

// timeLimit is the time limit of a check that waits for another machine.
const timeLimit = 15 * time.Second

// Run makes all checks. Each has at least one result, in a fixed order. It changes nothing, except that it sends the test mail.
func Run(ctx context.Context, in Input) []Result {
	if in.Client == nil {
		in.Client = &http.Client{Timeout: timeLimit}
	}
	if in.Release == 0 {
		in.Release = sql.Release
	}
	r := &report{}
	r.database(ctx, in)
	r.secret(ctx, in)
	r.endpoints(ctx, in)
	r.clock(ctx, in)
	r.proxies(in.Config)
	r.development(in.Config)
	if !in.Quick {
		r.outside(ctx, in)
	}
	r.mail(ctx, in)
	return r.results
}

// Count returns the numbers of failures and warnings.
func Count(results []Result) (failures, warnings int) {
	for _, r := range results {
		switch r.State {
		case Failure:
			failures++
		case Warning:
			warnings++
		}
	}
	return failures, warnings
}

// A report collects results.
type report struct{ results []Result }

// A finding is a problem, or nothing if its message is empty.
type finding struct{ state, message, mend string }

// add adds the problems of a check, or a line that says that it is fine.
func (r *report) add(check, topic, fine string, found ...finding) {
	none := true
	for _, f := range found {
		if f.message != "" {
			none = false
			r.results = append(r.results, Result{check, f.state, f.message, f.mend, topic})
		}
	}
	if none {
		r.results = append(r.results, Result{check, OK, fine, "", topic})
	}
}

// database adds whether the database can be served, how the connection is protected, and the checks that SQL makes.
func (r *report) database(ctx context.Context, in Input) {
	var unreachable finding
	switch {
	case in.Config.DatabaseURL == "":
		unreachable = finding{Failure, "DATABASE_URL is not set. The embedded Postgres is for development.", "DATABASE_URL=postgres://neonauth:…@db.example.com/app?sslmode=verify-full"}
	case in.Database == nil:
		unreachable = finding{Failure, in.Problem, in.Mend}
	}
	r.add("database", "running", "The database is installed, and can be reached.", unreachable)
	r.add("database-tls", "running", "The connection to Postgres is encrypted, or local.", connection(in.Config.DatabaseURL))
	if in.Database == nil {
		return
	}
	ctx, stop := context.WithTimeout(ctx, timeLimit)
	defer stop()
	rows, err := in.Database.Queries().ListChecks(ctx, int32(in.Release), sql.FunctionsHash(), int32(in.Config.Connections))
	if err != nil {
		r.add("release", "running", "", finding{Failure, fmt.Sprintf("The checks in the database fail: %s. Another release may be installed.", err), "neonauth migrate"})
		return
	}
	for _, row := range rows {
		r.results = append(r.results, Result{row.Name, row.State, row.Message, row.Mend, row.Topic})
	}
}
