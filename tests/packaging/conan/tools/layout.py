def basic_layout(conanfile):
    pass
