import CloudAuth

/// Placement's default rules; like there, tokens of the whole system's scope are refused.
enum PlacementPolicy {
    private static let usual = "rule:admin_or_service_api"

    static let rules: [PolicyRule] = [
        PolicyRule("admin_api", "role:admin and not system_scope:all", "The administrator."),
        PolicyRule("service_api", "role:service and not system_scope:all", "Another service."),
        PolicyRule(
            "admin_or_service_api", "rule:admin_api or rule:service_api", "Default rule for most placement APIs."),
        PolicyRule("project_reader_api", "role:reader and project_id:%(project_id)s", "Who may read in the project."),
        PolicyRule(
            "admin_or_project_reader_or_service_api", "rule:admin_api or rule:project_reader_api or rule:service_api",
            "Default rule for project level reader APIs."),
        PolicyRule("placement:resource_providers:list", usual, "List resource providers."),
        PolicyRule("placement:resource_providers:create", usual, "Create resource provider."),
        PolicyRule("placement:resource_providers:show", usual, "Show resource provider."),
        PolicyRule("placement:resource_providers:update", usual, "Update resource provider."),
        PolicyRule("placement:resource_providers:delete", usual, "Delete resource provider."),
        PolicyRule("placement:resource_classes:list", usual, "List resource classes."),
        PolicyRule("placement:resource_classes:create", usual, "Create resource class."),
        PolicyRule("placement:resource_classes:show", usual, "Show resource class."),
        PolicyRule("placement:resource_classes:update", usual, "Update resource class."),
        PolicyRule("placement:resource_classes:delete", usual, "Delete resource class."),
        PolicyRule("placement:resource_providers:inventories:list", usual, "List resource provider inventories."),
        PolicyRule("placement:resource_providers:inventories:create", usual, "Create one resource provider inventory."),
        PolicyRule("placement:resource_providers:inventories:show", usual, "Show resource provider inventory."),
        PolicyRule("placement:resource_providers:inventories:update", usual, "Update resource provider inventory."),
        PolicyRule("placement:resource_providers:inventories:delete", usual, "Delete resource provider inventory."),
        PolicyRule("placement:resource_providers:aggregates:list", usual, "List resource provider aggregates."),
        PolicyRule("placement:resource_providers:aggregates:update", usual, "Update resource provider aggregates."),
        PolicyRule("placement:resource_providers:usages", usual, "List resource provider usages."),
        PolicyRule(
            "placement:usages", "rule:admin_or_project_reader_or_service_api",
            "List total resource usages for a given project."),
        PolicyRule("placement:traits:list", usual, "List traits."),
        PolicyRule("placement:traits:show", usual, "Show trait."),
        PolicyRule("placement:traits:update", usual, "Update trait."),
        PolicyRule("placement:traits:delete", usual, "Delete trait."),
        PolicyRule("placement:resource_providers:traits:list", usual, "List resource provider traits."),
        PolicyRule("placement:resource_providers:traits:update", usual, "Update resource provider traits."),
        PolicyRule("placement:resource_providers:traits:delete", usual, "Delete resource provider traits."),
        PolicyRule("placement:allocations:manage", usual, "Manage allocations."),
        PolicyRule("placement:allocations:list", usual, "List allocations."),
        PolicyRule("placement:allocations:update", usual, "Update allocations."),
        PolicyRule("placement:allocations:delete", usual, "Delete allocations."),
        PolicyRule("placement:resource_providers:allocations:list", usual, "List resource provider allocations."),
        PolicyRule("placement:allocation_candidates:list", usual, "List allocation candidates."),
        PolicyRule("placement:reshaper:reshape", "rule:service_api", "Reshape Inventory and Allocations."),
    ]
}
