# A header as Doxygen is to see it:
#
# - without the inline namespace, which Doxygen takes for one around the others;
# - with the comment of a function also on its overloads that stand right below it;
# - with a comment on the members that mean in every class what they mean in the standard library,
#   or that many classes here share: that is said once, below, and not in each header.
#
# What is added stands on the line of the declaration, so that the numbers of lines stay.
BEGIN {
    said["value_type"] = said["size_type"] = said["mapped_type"] = said["difference_type"] = "As in the containers of the standard library."
    said["reference"] = said["pointer"] = said["value_type"]
    said["address_type"] = "What is looked up."
    said["iterator"] = said["const_iterator"] = "Walks over the elements, which it does not change."
    said["iterator_category"] = said["iterator_concept"] = "What the iterator can do."
    said["uint_type"] = "The number of an address."
    said["bytes_type"] = "The bytes of an address, in network order."
    said["begin"] = "The first element."
    said["end"] = "Behind the last element."
    said["empty"] = "Whether there is nothing in it."
    said["clear"] = "Takes everything out."
    said["swap"] = "Exchanges the two."
    said["first"] = "The first address."
    said["last"] = "The last address."
    said["v4"] = "The part that is IPv4."
    said["v6"] = "The part that is IPv6."
    said["is_v4"] = "Whether it is of the family IPv4."
    said["is_v6"] = "Whether it is of the family IPv6."
    said["to_v6"] = "See to_v4()."
    said["contains"] = said["covers"] = "Whether all of it is inside."
    said["overlaps"] = "Whether the two have an address in common."
    said["has_value"] = said["operatorbool"] = "Whether there is a value, or something at all."
    said["operator*"] = said["operator->"] = "What it holds. Precondition: it holds something."
    said["operator=="] = "Whether all that makes up the value is equal."
    said["operator<"] = said["operator>"] = said["operator<="] = said["operator>="] = said["operator<=>"] = "The order of what makes up the value, one after the other."
    said["operator="] = "Takes the other's value."
    said["=default"] = "Copies the other, or takes its value over."
    said["operator~"] = "The complement."
    said["operator|"] = said["operator&"] = said["operator-"] = said["operator^"] = "As the built-in operator; of sets the union, intersection, difference and symmetric difference."
    said["operator+"] = said["operator<<"] = said["operator>>"] = "As the built-in operator."
    said["operator|="] = said["operator&="] = said["operator-="] = said["operator^="] = said["operator+="] = said["operator<<="] = said["operator>>="] = "See the operator without the =."
}
# What the line declares ("=default": that a constructor copies or takes over); empty where it is no
# declaration.
function name_of(line) {
    if (line ~ /^ *(using|typedef) /) {
        sub(/^ *using /, "", line)
        sub(/[ =].*/, "", line)
        return line
    }
    if (line ~ /[^a-z_]operator/) {
        sub(/.*[^a-z_]operator/, "operator", line)
        sub(/\(.*/, "", line)
        gsub(/ /, "", line)
        return line
    }
    if (line ~ /^ *[a-z0-9_]+\((const )?[a-z0-9_]+&&?\)( noexcept)? = default;/)
        return "=default"
    if (line !~ /[a-z0-9_~]\(/ || line ~ /^ *(return|if|for|while|switch|assert|static_assert|requires|:|,|\/\/)/)
        return ""
    sub(/\(.*/, "", line)
    if (line ~ /=/)
        return ""
    sub(/.*[^A-Za-z0-9_~]/, "", line)
    return line
}
{
    sub(/cordon::inline v0/, "cordon")
    indent = match($0, /[^ ]/) - 1
}
# What is told to the standard library and to fmt is no name of ours.
/^(struct|inline constexpr bool) (std|fmt)::/ { in_std = 1; gsub(/[^\n]/, "", held) }
in_std {
    if (/^\};/ || /\{\};$/ || /= *(true)?;$/)
        in_std = 0
    printf "%s\n", held
    held = ""
    next
}
# Where declarations are: in namespaces and in classes, not in the bodies of functions.
indent == 0 && /^(class|struct|enum)/ { in_body = 0; class_head = !/\{/ }
indent == 0 && /^\{/ { in_body = !class_head }
indent == 0 && /^\}/ { in_body = 0; class_head = 0 }
/^ *\/\/\/ / {
    text = $0
    sub(/^ *\/\/\/ /, "", text)
    comment = (commented ? comment " " : "") text
    commented = 1
    print
    next
}
# The head of a template belongs to what is below it, and a comment stands in front of the head.
/^ *(template <|requires)/ && (commented || !in_body) {
    if (commented)
        print
    else
        held = held $0 "\n"
    next
}
{
    name = in_body && indent > 0 || indent > 4 ? "" : name_of($0)
    text = ""
    if (!commented && name != "" && name == last_name && indent == last_indent)
        text = last_comment
    else if (!commented && name != "" && name in said && (indent > 0 || held != "") && $0 !~ /\/\/\/</)
        text = said[name]
    if (text != "")
        printf "/** %s */", text
    printf "%s", held
    if (commented && name != "") {
        last_name = name
        last_comment = comment
        last_indent = indent
    } else if ($0 ~ /^ *$/ || name != "" && indent == last_indent && name != last_name)
        last_name = ""
    commented = 0
    held = ""
    print
}
