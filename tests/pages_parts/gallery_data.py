"""Data as nobody should ever type it, for the gallery and its tests."""

HOSTILE = (
    "[x](http://evil.example) ![i](http://evil.example/i.png) www.evil.example a@evil.example "
    "https://evil.example $x^2$ :smile: :material/add: :red[r] <b>b</b> `c` **d** ~~e~~ | f"
)
