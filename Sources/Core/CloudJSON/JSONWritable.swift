/// What can be written as JSON straight into a buffer, with no tree in between.
package protocol JSONWritable {
    func write(to writer: inout JSONWriter)
}

extension String: JSONWritable {
    package func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Bool: JSONWritable {
    package func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Int: JSONWritable {
    package func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Int64: JSONWritable {
    package func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Double: JSONWritable {
    package func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Array: JSONWritable where Element: JSONWritable {
    package func write(to writer: inout JSONWriter) {
        writer.array(self) { $1.write(to: &$0) }
    }
}

extension Dictionary: JSONWritable where Key == String, Value: JSONWritable {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            for (name, value) in sorted(by: { $0.key < $1.key }) { writer.field(name, value) }
        }
    }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    package func write(to writer: inout JSONWriter) {
        if let self { self.write(to: &writer) } else { writer.null() }
    }
}
