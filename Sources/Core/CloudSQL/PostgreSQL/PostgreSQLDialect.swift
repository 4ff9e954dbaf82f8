/// What PostgreSQL's schemas say otherwise than SQLite's.
enum PostgreSQLDialect {
    /// Types in `CREATE TABLE` and `ALTER TABLE`: 64-bit integers, `BYTEA`, and text that is compared by its bytes.
    static func translated(_ statement: String) -> String {
        let start = statement.drop(while: \.isWhitespace).prefix(12).uppercased()
        guard start.hasPrefix("CREATE TABLE") || start.hasPrefix("ALTER TABLE") else { return statement }
        var out = ""
        var word = ""
        var quote: Character?
        for character in statement {
            if quote == nil, character.isLetter || character.isNumber || character == "_" {
                word.append(character)
                continue
            }
            out += type(word)
            word = ""
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            }
            out.append(character)
        }
        return out + type(word)
    }

    private static func type(_ word: String) -> String {
        switch word {
        case "TEXT": #"TEXT COLLATE "C""#
        case "BLOB": "BYTEA"
        case "INTEGER", "BOOLEAN": "BIGINT"
        default: word
        }
    }
}
