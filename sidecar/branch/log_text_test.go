package branch

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestLogTextQuotesNothing(t *testing.T) {
	t.Parallel()
	pg := func(code, routine, message string) error {
		return &pgconn.PgError{Severity: "ERROR", Code: code, Routine: routine, Message: message}
	}
	for _, withheld := range []error{
		pg("22P02", "string_to_uuid", `invalid input syntax for type uuid: "ada@example.com"`),
		pg("P0001", "exec_stmt_raise", "no place for ada@example.com"),
		pg("42501", "exec_stmt_raise", "ada@example.com may not"),
		pg("23514", "ExecConstraints", "ada@example.com"),
		fmt.Errorf("store: %w", pg("22001", "varchar", "ada@example.com is too long")),
		errors.Join(pg("57014", "x", "canceled"), fmt.Errorf("b: %w", pg("22P02", "x", "ada@example.com"))),
	} {
		got := LogText(withheld)
		if strings.Contains(got, "ada@") || !strings.Contains(got, "not logged") || !strings.Contains(got, "SQLSTATE") {
			t.Error(got)
		}
	}
	for _, kept := range []error{
		pg("57014", "ProcessInterrupts", "canceling statement due to statement timeout"),
		pg("42883", "ParseFuncOrColumn", "function neon_auth_api.x() does not exist"),
		pg("NA503", "exec_stmt_raise", "The settings have just changed."), errors.New("no connection"),
	} {
		if got := LogText(kept); got != kept.Error() {
			t.Error(got)
		}
	}
}
