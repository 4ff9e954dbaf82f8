/// Passwords for guests' administrators.
enum AdminPassword {
    /// Letters and digits that are not mistaken for one another; at least one of each kind.
    static func make(length: Int = 12) -> String {
        var generator = SystemRandomNumberGenerator()
        let kinds = ["23456789", "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz"].map { Array($0) }
        let all = kinds.flatMap { $0 }
        var characters = kinds.compactMap { $0.randomElement(using: &generator) }
        while characters.count < length, let next = all.randomElement(using: &generator) { characters.append(next) }
        return String(characters.shuffled(using: &generator))
    }
}
