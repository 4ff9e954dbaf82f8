import CloudAuth

/// Glance's default rules.
enum ImagePolicy {
    private static let seen =
        "(project_id:%(project_id)s or project_id:%(member_id)s"
        + " or 'community':%(visibility)s or 'public':%(visibility)s)"
    private static let owner = "role:admin or (role:member and project_id:%(project_id)s)"
    private static let ownerOrMember =
        "role:admin or (role:reader and (project_id:%(project_id)s or project_id:%(member_id)s))"

    static let rules: [PolicyRule] = [
        PolicyRule("context_is_admin", "role:admin", "Who sees and may do everything."),
        PolicyRule("get_images", "role:admin or (role:reader and project_id:%(project_id)s)", "List images."),
        PolicyRule("get_image", "role:admin or (role:reader and \(seen))", "Show an image."),
        PolicyRule("download_image", "role:admin or (role:member and \(seen))", "Download an image's data."),
        PolicyRule(
            "add_image", "role:admin or (role:member and project_id:%(project_id)s and project_id:%(owner)s)",
            "Create an image."),
        PolicyRule("modify_image", owner, "Update an image, its tags too."),
        PolicyRule("delete_image", owner, "Delete an image."),
        PolicyRule("upload_image", owner, "Upload, stage and import data."),
        PolicyRule("publicize_image", "role:admin", "Make an image public."),
        PolicyRule("communitize_image", owner, "Make an image a community image."),
        PolicyRule("deactivate", owner, "Deactivate an image."),
        PolicyRule("reactivate", owner, "Reactivate an image."),
        PolicyRule("add_member", owner, "Share an image with a project."),
        PolicyRule("delete_member", owner, "End the sharing with a project."),
        PolicyRule("get_member", ownerOrMember, "Show a member."),
        PolicyRule("get_members", ownerOrMember, "List members."),
        PolicyRule(
            "modify_member", "role:admin or (role:member and project_id:%(member_id)s)", "Accept or reject an image."),
        PolicyRule("stores_info_detail", "role:admin", "Show the stores with their settings."),
    ]
}
