import Foundation
import Testing

@testable import Workbench

/// Names of classes and files on their way into a page.
@Suite struct MarkupTests {
  private let hostile = [
    "</script><script>alert(1)</script>", "<!--<script>", "]]>", "\u{2028}\u{2029}",
    "\"onload=alert(1) x='", "&lt;&amp;", "\\u003c", "日本 🦊\u{301}", "a\u{0}b\n\t",
  ]

  @Test func inAScriptNothingEndsItAndEverythingComesBack() throws {
    let text = try Markup.script(hostile)
    for character in ["<", ">", "&", "\u{2028}", "\u{2029}", "\n"] {
      #expect(!text.contains(character))
    }
    #expect(try JSONDecoder().decode([String].self, from: Data(text.utf8)) == hostile)
  }

  @Test func inMarkupNothingBeginsAnElementOrEndsAnAttribute() {
    for name in hostile {
      let text = Markup.escaped(name)
      #expect(!text.contains { "<>\"'".contains($0) })
      let back = text.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
        .replacing("&amp;", with: "&")
      #expect(back == name)
    }
  }
}
