import CloudAuth
import CloudCore
import CloudSQL

/// Who may see and do what with an image: the rules that all actions share.
struct ImageAccess: Sendable {
    let policy: Policy

    func isAdmin(_ caller: Caller) -> Bool { policy.allows("context_is_admin", caller) }

    /// The image, and the caller's membership of it.
    /// - Throws: `Fault` 404 for one that is not there or not to be seen.
    func visible(_ id: String, _ caller: Caller, _ connection: Connection) throws -> (
        image: Image, member: ImageMember?
    ) {
        guard Identifier.isUUIDLike(id), let image = try connection.table(Image.self).find(id.lowercased()) else {
            throw Fault.noImage(id)
        }
        var member: ImageMember?
        if image.visibility == .shared, let project = caller.projectID {
            member = try connection.member(project, of: image.id)
        }
        guard isVisible(image, member, caller), policy.allows("get_image", caller, target(image, member)) else {
            throw Fault.noImage(id)
        }
        return (image, member)
    }

    /// The image, when the rule lets the caller do that to it.
    /// - Throws: `Fault` 404 for an image that is not to be seen, 403 when the rule says no.
    func allowed(_ rule: String, _ id: String, _ caller: Caller, _ connection: Connection) throws -> Image {
        let (image, member) = try visible(id, caller, connection)
        try enforce(rule, caller, target(image, member))
        return image
    }

    /// - Throws: `Fault` 403 in Glance's words.
    func enforce(_ rule: String, _ caller: Caller, _ target: PolicyTarget) throws {
        guard policy.allows(rule, caller, target) else { throw Fault.notAuthorized(rule) }
    }

    func target(_ image: Image, _ member: ImageMember? = nil) -> PolicyTarget {
        target(owner: image.owner, visibility: image.visibility, member: member?.member)
    }

    func target(owner: String?, visibility: ImageVisibility, member: String? = nil) -> PolicyTarget {
        var target = PolicyTarget.project(owner)
        target["owner"] = owner
        target["visibility"] = visibility.rawValue
        if let member { target["member_id"] = member }
        return target
    }

    /// The rule of a visibility that reaches beyond the project.
    /// - Throws: `Fault` 403.
    func enforceVisibility(_ visibility: ImageVisibility, _ caller: Caller, _ target: PolicyTarget) throws {
        switch visibility {
        case .public: try enforce("publicize_image", caller, target)
        case .community: try enforce("communitize_image", caller, target)
        case .shared, .private: break
        }
    }

    private func isVisible(_ image: Image, _ member: ImageMember?, _ caller: Caller) -> Bool {
        if isAdmin(caller) || image.owner == nil || image.visibility == .public || image.visibility == .community {
            return true
        }
        return (image.owner == caller.projectID && caller.projectID != nil) || member != nil
    }
}
