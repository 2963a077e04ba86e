package openapi

import "encoding/json"

// A Group lists the operations of a tag.
type Group struct {
	Name       string
	Operations []Entry
}

// An Entry names one operation.
type Entry struct{ ID, Method, Path, Summary string }

// Groups returns the operations by tag, without those of disabled plugins. It returns an error if Source cannot be parsed.
func Groups(off map[string]bool) ([]Group, error) {
	var whole struct {
		Tags  []struct{ Name string } `json:"tags"`
		Paths Ordered                 `json:"paths"`
	}
	if err := json.Unmarshal(Source, &whole); err != nil {
		return nil, err
	}
	byTag := map[string][]Entry{}
	for _, path := range whole.Paths.Keys {
		var item struct {
			Plugin    string `json:"x-plugin"`
			Get, Post *struct {
				OperationID string `json:"operationId"`
				Tags        []string
				Summary     string
			}
		}
		if err := json.Unmarshal(whole.Paths.Values[path], &item); err != nil {
			return nil, err
		}
		if item.Plugin != "" && off[item.Plugin] {
			continue
		}
		if o := item.Get; o != nil && len(o.Tags) > 0 {
			byTag[o.Tags[0]] = append(byTag[o.Tags[0]], Entry{o.OperationID, "GET", path, o.Summary})
		}
		if o := item.Post; o != nil && len(o.Tags) > 0 {
			byTag[o.Tags[0]] = append(byTag[o.Tags[0]], Entry{o.OperationID, "POST", path, o.Summary})
		}
	}
	var groups []Group
	for _, tag := range whole.Tags {
		if entries := byTag[tag.Name]; len(entries) > 0 {
			groups = append(groups, Group{tag.Name, entries})
		}
	}
	return groups, nil
}
