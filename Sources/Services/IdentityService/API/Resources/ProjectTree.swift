import CloudHTTP
import CloudJSON

/// A project with its relatives, as lists or as nested ids (`parents_as_list`, `subtree_as_ids`, …).
enum ProjectTree {
    static func write(
        _ project: Project, above: [Project], below: [Project], _ request: APIRequest, _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            ProjectsAPI.fields(project, request, &writer)
            let query = request.query
            if query["parents_as_list"] != nil { writer.field("parents") { list(above, request, &$0) } }
            if query["subtree_as_list"] != nil { writer.field("subtree") { list(below, request, &$0) } }
            if query["parents_as_ids"] != nil {
                let ids = above.map(\.id) + [project.domainID].compactMap { $0 }
                writer.field("parents", ids.reversed().reduce(JSON.null) { .object([$1: $0]) })
            }
            if query["subtree_as_ids"] != nil {
                writer.field("subtree", nested(below: project.id, Dictionary(grouping: below) { $0.parentID ?? "" }))
            }
        }
    }

    private static func list(_ projects: [Project], _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.array(projects) { writer, project in
            writer.object { writer in writer.field("project") { ProjectsAPI.write(project, request, &$0) } }
        }
    }

    /// Null where nothing is below.
    private static func nested(below id: String, _ children: [String: [Project]]) -> JSON {
        guard let here = children[id], !here.isEmpty else { return .null }
        return .object(Dictionary(here.map { ($0.id, nested(below: $0.id, children)) }, uniquingKeysWith: { $1 }))
    }
}
