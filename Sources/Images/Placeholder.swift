import CEmbedded

public func embeddedCount() -> Int { Int(graft_embedded_file_count) }
