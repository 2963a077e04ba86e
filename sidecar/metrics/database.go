package metrics

import (
	"maps"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// A database has the metrics of one database, found once.
type database struct {
	label   string
	classes [6]prometheus.Counter // by the first digit of the status
}

// evictEvery is how often to look for databases that were closed, when all labels are in use.
const evictEvery = 10 * time.Second

// database returns the metrics of a database. Databases beyond maxDatabases share one label, until others are closed.
func (m *Metrics) database(name string) *database {
	if found := (*m.databases.Load())[name]; found != nil {
		return found
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	known := *m.databases.Load()
	if found := known[name]; found != nil {
		return found
	}
	if known[""] != nil && time.Since(m.evicted) < evictEvery {
		return known[""]
	}
	changed := maps.Clone(known)
	if len(changed) >= maxDatabases && m.open != nil {
		m.evicted = time.Now()
		open := m.open()
		for old, series := range changed {
			if !open[old] && series.label != other {
				m.forget(series.label)
				delete(changed, old)
			}
		}
	}
	if len(changed) >= maxDatabases {
		if changed[""] == nil {
			changed[""] = m.newDatabase(other)
			m.databases.Store(&changed)
		}
		return changed[""]
	}
	made := m.newDatabase(strings.ToValidUTF8(name, "\ufffd"))
	changed[name] = made
	m.databases.Store(&changed)
	return made
}

func (m *Metrics) newDatabase(label string) *database {
	made := &database{label: label}
	for class := range made.classes {
		if class > 0 {
			made.classes[class] = m.byDatabase.WithLabelValues(label, string(rune('0'+class))+"xx")
		}
	}
	for _, channel := range []string{"mail", "webhook"} { // so that the first failure is an increase
		m.deliveries.WithLabelValues(label, channel, "sent")
		m.deliveries.WithLabelValues(label, channel, "failed")
	}
	return made
}

// forget removes the metrics of a database.
func (m *Metrics) forget(label string) {
	for _, vector := range []*prometheus.CounterVec{m.byDatabase, m.signIns, m.refusals, m.deliveries} {
		vector.DeletePartialMatch(prometheus.Labels{"database": label})
	}
}

// label returns the label of an open database, or "" if it shares one.
func (m *Metrics) label(name string) string {
	if label := m.database(name).label; label != other || name == other {
		return label
	}
	return ""
}
