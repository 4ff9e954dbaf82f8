import CloudHTTP
import CloudSQL

/// Domains and projects: the tree that owns everything, its tags, and what is done to a whole branch of it.
struct ResourcesArea: IdentityArea {
    static let migrations = [Project.migration]
    static let rules = IdentityPolicy.domains + IdentityPolicy.projects

    let base: IdentityFoundation

    func routes(_ signIn: TokenActions) -> [Route] {
        let kit = base.kit
        return DomainsAPI(actions: DomainActions(kit: kit)).routes
            + ProjectsAPI(actions: ProjectActions(kit: kit)).routes
            + ProjectTagsAPI(actions: ProjectTagActions(kit: kit)).routes
            + ProjectCascadeAPI(actions: ProjectCascadeActions(kit: kit)).routes
    }
}
