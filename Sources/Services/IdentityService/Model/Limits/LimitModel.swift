/// How limits of projects and their parents belong together (Keystone, "Unified Limits": enforcement models).
enum LimitModel: String, Sendable, CaseIterable {
    /// Each project for itself.
    case flat
    /// Domains and their projects, and nothing below: no project has a higher limit than its domain, and the projects
    /// of a domain together use no more than the domain may.
    case strictTwoLevel = "strict_two_level"

    var summary: String {
        switch self {
        case .flat: "Limit enforcement and validation does not take project hierarchy into consideration."
        case .strictTwoLevel: "This model requires project hierarchy never exceeds a depth of two"
        }
    }

    /// Levels of the project tree, its domain among them; nil: as many as projects may have.
    var deepestTree: Int? { self == .flat ? nil : 2 }
}
