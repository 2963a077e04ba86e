package console

import (
	"slices"
	"strings"
	"sync"
)

// jobs are the copies that run, and those that have failed since nobody waited for them.
type jobs struct {
	mutex sync.Mutex
	known map[string]*job // by the branch's name
}

// begin adds a job. It returns false if one of that name runs.
func (j *jobs) begin(added *job) bool {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if running := j.known[added.Name]; running != nil && running.Failed == "" {
		return false
	}
	if j.known == nil {
		j.known = map[string]*job{}
	}
	j.known[added.Name] = added
	return true
}

// end removes a job, or keeps why it failed.
func (j *jobs) end(name string, err error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if err == nil {
		delete(j.known, name)
	} else if ended := j.known[name]; ended != nil {
		ended.Failed = sentence(err.Error())
	}
}

// forget removes a job that has failed.
func (j *jobs) forget(name string) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	delete(j.known, name)
}

// list returns copies of the jobs, by name.
func (j *jobs) list() []job {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	var list []job
	for _, each := range j.known {
		list = append(list, *each)
	}
	slices.SortFunc(list, func(a, b job) int { return strings.Compare(a.Name, b.Name) })
	return list
}
