import CloudHTTP

/// What anybody may ask without a token: which versions there are, and whether this process can do its work.
struct DiscoveryArea: IdentityArea {
    let base: IdentityFoundation

    func routes(_ signIn: TokenActions) -> [Route] { DiscoveryAPI().routes + HealthAPI(store: base.store).routes }
}
