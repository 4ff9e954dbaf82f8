import FoundationEssentials

/// What `nft -j list table` says, as far as we read it.
struct NFTListing: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
        var set: Elements?
        var map: Elements?
        var chain: Chain?
        var rule: Rule?
    }

    struct Elements: Decodable, Sendable {
        var name: String
        var elem: [NFTElement]?
    }

    struct Chain: Decodable, Sendable { var name: String }

    struct Rule: Decodable, Sendable {
        var chain: String
        var comment: String?
    }

    var nftables: [Entry]
}
