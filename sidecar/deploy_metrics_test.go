package main_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"neonauth/sidecar/logtest"
)

// deployed returns a file of the folder deploy.
func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPrometheusRules(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{{"check", "rules", "alerts.yaml"}, {"check", "config", "prometheus.yaml"}, {"test", "rules", "alerts_test.yaml"}} {
		check := exec.Command("promtool", arguments...)
		check.Dir = "deploy"
		if output, err := check.CombinedOutput(); err != nil {
			t.Errorf("promtool %v: %v %s", arguments, err, output)
		}
	}
	tests := deployed(t, "alerts_test.yaml")
	runbook, err := os.ReadFile("help/alerts.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := regexp.MustCompile(`(?m)^## (\w+)$`).FindAllStringSubmatch(string(runbook), -1)
	var described, alerts []string
	for _, section := range sections {
		described = append(described, section[1])
	}
	for _, alert := range alertRules(t) {
		alerts = append(alerts, alert.Alert)
		if !strings.Contains(tests, alert.Alert+", firing") || !strings.Contains(tests, alert.Alert+", calm") {
			t.Errorf("%s is not tested", alert.Alert)
		}
		if !strings.HasSuffix(alert.Annotations["runbook"], "("+alert.Alert+")") {
			t.Errorf("%s does not name its section of the runbook", alert.Alert)
		}
	}
	if !slices.Equal(alerts, described) {
		t.Errorf("alerts %v, sections of help/alerts.md %v", alerts, described)
	}
}

type alertRule struct {
	Alert       string
	Expr        string
	Annotations map[string]string
}

func alertRules(t *testing.T) []alertRule {
	t.Helper()
	var file struct{ Groups []struct{ Rules []alertRule } }
	if err := yaml.Unmarshal([]byte(deployed(t, "alerts.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	return file.Groups[0].Rules
}

// dashboardQueries returns the queries of the dashboard by panel, with its variables filled in as Grafana does.
func dashboardQueries(t *testing.T) map[string]string {
	t.Helper()
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr, RefID string }
		}
		Templating struct {
			List []struct{ Name, Definition string }
		}
	}
	if err := json.Unmarshal([]byte(deployed(t, "grafana.json")), &board); err != nil {
		t.Fatal(err)
	}
	queries := map[string]string{}
	for _, panel := range board.Panels {
		for _, target := range panel.Targets {
			query := target.Expr
			for _, variable := range board.Templating.List {
				query = strings.ReplaceAll(query, "$"+variable.Name, ".*")
			}
			if query = strings.ReplaceAll(query, "$__rate_interval", "1m"); strings.Contains(query, "$") {
				t.Errorf("%s uses an unknown variable: %s", panel.Title, query)
			}
			queries[panel.Title+" "+target.RefID] = query
		}
	}
	for _, variable := range board.Templating.List {
		if found := regexp.MustCompile(`label_values\((\w+),`).FindStringSubmatch(variable.Definition); found != nil {
			queries["variable "+variable.Name] = found[1]
		}
	}
	return queries
}

// Debian's Prometheus scrapes a sidecar that has work and failures of every kind. Every query of the dashboard has an
// answer, and every metric in a rule exists.
func TestPrometheusScrapes(t *testing.T) {
	t.Parallel()
	m := measure(t, "NEONAUTH_SMTP_URL=smtp://127.0.0.1:1", "NEONAUTH_SMTP_ALLOW=any", "NEONAUTH_WEBHOOK_ALLOW_PRIVATE=1")
	m.do(`insert into neon_auth.outbox (kind, recipient) values ('invitation', 'eve@example.com')`)
	work := func() {
		cookie := request(t, "POST", m.base+"/sign-up/email", adaSignsUp, "").cookie
		request(t, "GET", m.base+"/get-session", "", cookie)
		got := request(t, "POST", m.base+"/sign-in/email", `{"email":"ada@example.com","password":"`+someWord+`"}`, "")
		request(t, "GET", m.base+"/get-session", "", got.cookie)
		request(t, "POST", m.base+"/sign-in/email", `{"email":"ada@example.com","password":"another word"}`, "")
		request(t, "GET", m.base+"/jwks", "", "")
	}
	work()
	server := prometheus(t, strings.TrimSuffix(strings.TrimPrefix(m.metrics, "http://"), "/metrics"))
	missing := dashboardQueries(t)
	for _, rule := range alertRules(t) {
		for _, name := range regexp.MustCompile(`\b(neonauth_\w+|up)\b`).FindAllString(rule.Expr, -1) {
			missing["rule "+rule.Alert+" "+name] = name
		}
	}
	again := time.Now()
	until(t, func() bool {
		if time.Since(again) > 2*time.Second { // rates need a change between two scrapes
			work()
			again = time.Now()
		}
		for name, query := range missing {
			if len(server.query(query)) > 0 {
				delete(missing, name)
			}
		}
		return len(missing) == 0 || t.Failed()
	}, func() { t.Errorf("without an answer: %v", missing) })
	if values := server.query(`up{job="neonauth"}`); len(values) != 1 || values[0] != "1" {
		t.Errorf("up is %v", values)
	}
	var rules struct {
		Data struct {
			Groups []struct {
				Rules []struct{ Name, Health, LastError string }
			}
		}
	}
	server.get("/api/v1/rules", &rules)
	if len(rules.Data.Groups) != 1 || len(rules.Data.Groups[0].Rules) != len(alertRules(t)) {
		t.Errorf("%v", rules)
	}
	for _, rule := range rules.Data.Groups[0].Rules {
		if rule.Health == "err" {
			t.Errorf("%s: %s", rule.Name, rule.LastError)
		}
	}
}

type prometheusServer struct {
	base string
	t    *testing.T
}

// prometheus runs Prometheus with the configuration in deploy, for one sidecar and every second.
func prometheus(t *testing.T, target string) prometheusServer {
	t.Helper()
	folder, port := t.TempDir(), freePort(t)
	configuration := strings.NewReplacer("neonauth:4402", target, "interval: 15s", "interval: 1s").Replace(deployed(t, "prometheus.yaml"))
	for name, text := range map[string]string{"prometheus.yaml": configuration, "alerts.yaml": deployed(t, "alerts.yaml")} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.Command("prometheus", "--config.file="+folder+"/prometheus.yaml", "--storage.tsdb.path="+folder+"/data", "--web.listen-address=127.0.0.1:"+port)
	said := &logtest.Journal{}
	run.Stdout, run.Stderr = said, said
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = run.Process.Signal(syscall.SIGTERM)
		if err := run.Wait(); err != nil || t.Failed() {
			t.Logf("prometheus: %v %s", err, lastLines(said.String(), 5))
		}
	})
	s := prometheusServer{"http://127.0.0.1:" + port, t}
	until(t, func() bool {
		response, err := http.Get(s.base + "/-/ready")
		if err == nil {
			response.Body.Close()
		}
		return err == nil && response.StatusCode == http.StatusOK
	})
	return s
}

func (s prometheusServer) get(path string, into any) {
	s.t.Helper()
	response, err := http.Get(s.base + path)
	if err != nil {
		s.t.Error(err)
		return
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		s.t.Errorf("%s: %v %s", path, err, text)
		return
	}
	if err := json.Unmarshal(text, into); err != nil {
		s.t.Error(err)
	}
}

// query returns the values of a query's answer, without those that are not a number.
func (s prometheusServer) query(query string) (values []string) {
	s.t.Helper()
	var answer struct {
		Data struct{ Result []struct{ Value [2]any } }
	}
	s.get("/api/v1/query?query="+url.QueryEscape(query), &answer)
	for _, one := range answer.Data.Result {
		if value, _ := one.Value[1].(string); value != "" && value != "NaN" {
			values = append(values, value)
		}
	}
	return values
}
