/// What a rule is asked about: the attributes of the resource, by the names that rules use (`project_id`,
/// `target.user.id`, …).
package struct PolicyTarget: Sendable, ExpressibleByDictionaryLiteral {
    private var attributes: [String: String?]

    package init(dictionaryLiteral elements: (String, String?)...) {
        attributes = Dictionary(elements, uniquingKeysWith: { $1 })
    }

    /// nil: no such attribute; `.some(nil)`: there is one, and it is None.
    package subscript(_ name: String) -> String?? {
        get { attributes[name] }
        set { attributes[name] = newValue }
    }

    /// A resource that belongs to one project; with none it has no such attribute, so that no caller without a project
    /// is taken for its owner.
    package static func project(_ id: String?) -> PolicyTarget {
        guard let id else { return [:] }
        return ["project_id": id, "tenant_id": id]
    }
}
