/// The path of an access rule, matched as keystonemiddleware matches it, in time that grows with both lengths only.
struct PathTemplate: Sendable {
    private enum Piece: Sendable {
        case letter(UInt8)
        /// One letter or more, no slash among them.
        case part
        /// Any letters, or none.
        case anything
    }

    private let pieces: [Piece]

    init(_ text: String) {
        var pieces: [Piece] = []
        var rest = Array(text.utf8)[...]
        while let letter = rest.popFirst() {
            switch letter {
            case UInt8(ascii: "*"):
                let isDouble = rest.first == UInt8(ascii: "*")
                if isDouble { rest.removeFirst() }
                pieces.append(isDouble ? .anything : .part)
            case UInt8(ascii: "{"):
                // A brace without its other half stands for nothing.
                guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { continue }
                rest = rest[(end + 1)...]
                pieces.append(.part)
            case UInt8(ascii: "}"): continue
            default: pieces.append(.letter(letter))
            }
        }
        self.pieces = pieces
    }

    func matches(_ path: String) -> Bool {
        let letters = Array(path.utf8)
        // How many letters of the path the pieces so far may stand for.
        var reached = [Bool](repeating: false, count: letters.count + 1)
        reached[0] = true
        for piece in pieces {
            var next = [Bool](repeating: false, count: letters.count + 1)
            var isInside = false
            for (index, letter) in letters.enumerated() {
                switch piece {
                case .letter(let wanted): next[index + 1] = reached[index] && letter == wanted
                case .part:
                    isInside = (isInside || reached[index]) && letter != UInt8(ascii: "/")
                    next[index + 1] = isInside
                case .anything:
                    isInside = isInside || reached[index]
                    next[index] = isInside
                    next[index + 1] = isInside
                }
            }
            if case .anything = piece { next[letters.count] = isInside || reached[letters.count] }
            reached = next
        }
        return reached[letters.count]
    }
}
