package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/openapi"
	"neonauth/sidecar/pgtest"
)

// TestKnownEndpoints: SQL's list of endpoints, by which settings are checked, is that of the API's document.
func TestKnownEndpoints(t *testing.T) {
	t.Parallel()
	rows, err := pgtest.New(t).Owner.Query(t.Context(), `select path from neon_auth_internal.known_endpoint`)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	operations, err := openapi.Operations(openapi.Source)
	if err != nil {
		t.Fatal(err)
	}
	served := []string{}
	for _, o := range operations {
		if !slices.Contains(served, o.Path) {
			served = append(served, o.Path)
		}
	}
	slices.Sort(listed)
	slices.Sort(served)
	if !slices.Equal(listed, served) {
		t.Errorf("known_endpoint.sql lists\n%s\nand the document\n%s", strings.Join(listed, "\n"), strings.Join(served, "\n"))
	}
}
